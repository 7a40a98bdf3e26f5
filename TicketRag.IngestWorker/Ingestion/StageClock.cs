using TicketRag.Core.Telemetry;

namespace TicketRag.IngestWorker.Ingestion;

/// <summary>How long a job is in each stage of its document, as a metric. The last stage lasts until the job's scope ends: with its rows written.</summary>
public sealed class StageClock(TimeProvider time) : IDisposable
{
    private string? _stage;
    private long _since;

    /// <summary>Ends the stage before; one that goes on is one.</summary>
    public void Enter(string stage)
    {
        if (stage != _stage)
        {
            Dispose();
            (_stage, _since) = (stage, time.GetTimestamp());
        }
    }

    public void Dispose()
    {
        if (_stage is { } ended)
        {
            IngestTelemetry.StageEnded(ended, time.GetElapsedTime(_since));
            _stage = null;
        }
    }
}
