using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace TicketRag.ServiceDefaults.Telemetry;

/// <summary>
/// Providers listen from when they are made, and nobody else asks for them: this makes them before all other hosted services start.
/// After these have stopped it exports what is queued, the three at once: left to their disposal they would
/// each wait in turn for a collector that is gone, longer than a container is given to stop.
/// </summary>
internal sealed class TelemetryLifetime(TracerProvider traces, MeterProvider metrics, LoggerProvider logs) : IHostedService
{
    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(4);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        var timeout = (int)LongestFlush.TotalMilliseconds;
        return Task.WhenAll(
            OnItsOwnThread(() => traces.Shutdown(timeout)),
            OnItsOwnThread(() => metrics.Shutdown(timeout)),
            OnItsOwnThread(() => logs.Shutdown(timeout)));
    }

    /// <summary>A flush blocks, and what it waits for, an HTTP call, needs the pool's threads: few on a small container.</summary>
    private static Task OnItsOwnThread(Action flush) =>
        Task.Factory.StartNew(flush, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
