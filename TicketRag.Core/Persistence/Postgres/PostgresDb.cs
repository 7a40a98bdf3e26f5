using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
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

    internal sealed class MicrosecondsConverter()
        : ValueConverter<DateTimeOffset, DateTimeOffset>(instant => instant.ToMicroseconds(), value => value);
}
