using System.Diagnostics.Metrics;

namespace TicketRag.Tests.Jobs.Redis;

/// <summary>Counts nudges by what became of them.</summary>
internal sealed class NudgeCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _value;

    public NudgeCount(string outcome)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "ticketrag.redis.nudges")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, measurement, tags, _) =>
        {
            foreach (var tag in tags)
            {
                Interlocked.Add(ref _value, tag.Value is string value && value == outcome ? measurement : 0);
            }
        });
        _listener.Start();
    }

    public long Value => Interlocked.Read(ref _value);

    public void Dispose() => _listener.Dispose();
}
