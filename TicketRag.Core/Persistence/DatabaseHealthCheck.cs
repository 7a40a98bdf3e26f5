using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TicketRag.Core.Persistence;

/// <summary>Unhealthy when the database cannot be reached or its schema is not this build's: without it nothing works.</summary>
internal sealed class DatabaseHealthCheck(IServiceScopeFactory scopes) : IHealthCheck
{
    public const string Name = "database";

    // A schema that was current stays so: only a new build asks for more.
    private bool _wasCurrent;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        try
        {
            if (_wasCurrent)
            {
                return await db.Database.CanConnectAsync(cancellationToken)
                    ? HealthCheckResult.Healthy()
                    : HealthCheckResult.Unhealthy("The database does not answer");
            }

            _wasCurrent = await SchemaMigrator.IsCurrentAsync(db, cancellationToken);
            return _wasCurrent ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The schema is not up to date yet");
        }
        catch (Exception exception) when (DatabaseOutage.Cause(exception) is not null)
        {
            return HealthCheckResult.Unhealthy("The database does not answer");
        }
    }
}
