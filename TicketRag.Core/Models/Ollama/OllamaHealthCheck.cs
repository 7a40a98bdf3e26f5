using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TicketRag.Core.Models.Ollama;

/// <summary>Healthy when the server answers and has the connection's model; else degraded, never worse: the product works without.</summary>
internal sealed class OllamaHealthCheck(OllamaModels models) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await models.ExistsAsync(models.Model, cancellationToken)
                ? HealthCheckResult.Healthy($"{models.Model} is there")
                : HealthCheckResult.Degraded($"{models.Model} is missing");
        }
        catch (ModelUnavailableException unavailable)
        {
            return HealthCheckResult.Degraded(unavailable.Reason);
        }
        catch (ModelRequestException refused)
        {
            return HealthCheckResult.Degraded(refused.Reason);
        }
    }
}
