using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TicketRag.ServiceDefaults.Health;

/// <summary>
/// Runs the checks at most once a second however many ask, because <c>/health</c> is open to anyone and each check costs a dependency a call.
/// </summary>
internal sealed class HealthReports(HealthCheckService checks, TimeProvider time)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<HealthReport>? latest;
    private long startedAt;

    /// <summary>A report that is running, or was begun less than a second ago; else a new one.</summary>
    public Task<HealthReport> LatestAsync()
    {
        lock (gate)
        {
            if (latest is null || (latest.IsCompleted && time.GetElapsedTime(startedAt) >= FreshFor))
            {
                startedAt = time.GetTimestamp();
                // Not the first caller's token: others wait for the same report. Each check has a timeout.
                latest = checks.CheckHealthAsync(CancellationToken.None);
            }

            return latest;
        }
    }
}
