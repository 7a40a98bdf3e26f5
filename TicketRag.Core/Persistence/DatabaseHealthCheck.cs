using System.Data.Common;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TicketRag.Core.Persistence;

/// <summary>Unhealthy when the database cannot be reached or its schema is not this build's: without it nothing works.</summary>
internal sealed class DatabaseHealthCheck(MigrationHistory history) : IHealthCheck
{
    public const string Name = "database";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await history.HasNewestAsync(cancellationToken)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("The schema is not up to date yet");
        }
        catch (DbException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer");
        }
    }
}
