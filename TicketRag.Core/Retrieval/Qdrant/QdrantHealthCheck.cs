using Microsoft.Extensions.Diagnostics.HealthChecks;
using TicketRag.Core.Connections;

namespace TicketRag.Core.Retrieval.Qdrant;

/// <summary>Asks <c>/readyz</c>. Without Qdrant search is worse, not gone: hence degraded, as registered.</summary>
public sealed class QdrantHealthCheck(QdrantClient client) : IHealthCheck
{
    public const string Name = "qdrant";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await client.IsReadyAsync(cancellationToken)
                ? HealthCheckResult.Healthy()
                : new(context.Registration.FailureStatus, "Some shards are not ready.");
        }
        catch (DependencyUnavailableException unavailable)
        {
            return new(context.Registration.FailureStatus, unavailable.Reason);
        }
    }
}
