using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Persistence.Postgres;

public sealed class PostgresDb(DbContextOptions<PostgresDb> options, CurrentOrganization organization, TimeProvider time)
    : AppDb(options, organization, time)
{
    public override SqlDialect Dialect => PostgresDialect.Instance;

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        base.ConfigureConventions(configuration);

        // Npgsql refuses offsets other than zero.
        configuration.Properties<DateTimeOffset>().HaveConversion<MicrosecondsConverter>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        // Each change of a job's state writes an entry into every index: one serves the look-up by id and an organization's list. Whoever looks a job up names its organization.
        modelBuilder.Entity<Job>().HasKey(job => new { job.OrganizationId, job.Id });
    }

    internal sealed class MicrosecondsConverter()
        : ValueConverter<DateTimeOffset, DateTimeOffset>(instant => instant.ToMicroseconds(), value => value);
}
