using Microsoft.Extensions.DependencyInjection;
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
internal sealed class TelemetryLifetime(IServiceProvider services) : IHostedService
{
    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(4);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<TracerProvider>();
        services.GetRequiredService<MeterProvider>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        var timeout = (int)LongestFlush.TotalMilliseconds;
        return Task.WhenAll(
            Task.Run(() => services.GetRequiredService<TracerProvider>().Shutdown(timeout), CancellationToken.None),
            Task.Run(() => services.GetRequiredService<MeterProvider>().Shutdown(timeout), CancellationToken.None),
            Task.Run(() => services.GetRequiredService<LoggerProvider>().Shutdown(timeout), CancellationToken.None));
    }
}
