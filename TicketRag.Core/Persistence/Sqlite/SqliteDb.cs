using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Persistence.Sqlite;

public sealed class SqliteDb(DbContextOptions<SqliteDb> options, CurrentOrganization organization, TimeProvider time, SqliteDialect dialect)
    : AppDb(options, organization, time)
{
    public override SqlDialect Dialect => dialect;

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        base.ConfigureConventions(configuration);

        // SQLite has no type for instants: as text they neither sort nor compare.
        configuration.Properties<DateTimeOffset>().HaveConversion<UnixMicrosecondsConverter>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Job>().HasIndex(job => new { job.OrganizationId, job.Id });
        base.OnModelCreating(modelBuilder);
    }

    internal sealed class UnixMicrosecondsConverter()
        : ValueConverter<DateTimeOffset, long>(instant => instant.ToUnixMicroseconds(), value => Instants.FromUnixMicroseconds(value));
}
