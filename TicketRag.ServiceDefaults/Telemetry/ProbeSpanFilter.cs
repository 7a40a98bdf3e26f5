using System.Diagnostics;
using OpenTelemetry;
using TicketRag.ServiceDefaults.Health;

namespace TicketRag.ServiceDefaults.Telemetry;

/// <summary>Keeps the probes of <c>/health</c> and <c>/alive</c>, and all that they cause, out of the traces.</summary>
internal sealed class ProbeSpanFilter : BaseProcessor<Activity>
{
    private const string Probe = "ticketrag.probe";

    public override void OnStart(Activity data)
    {
        if (IsProbe(data) || data.Parent?.GetCustomProperty(Probe) is not null)
        {
            data.SetCustomProperty(Probe, Probe);
            data.IsAllDataRequested = false;
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }

    private static bool IsProbe(Activity span) =>
        span.Kind == ActivityKind.Server && span.GetTagItem("url.path") is string path && HealthEndpoints.IsProbe(path);
}
