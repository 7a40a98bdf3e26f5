using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using TicketRag.Core.Models;

namespace TicketRag.Tests.Models.Ollama;

/// <summary>The spans and measurements of calls to models. Other tests call models at the same time: their servers have other ports.</summary>
internal sealed class ModelTelemetryRecord : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ConcurrentQueue<(string Instrument, double Value, Dictionary<string, object?> Tags)> _measurements = new();
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters = new();

    public ModelTelemetryRecord()
    {
        _activities = new()
        {
            ShouldListenTo = source => source.Name == ModelTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ModelTelemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.Start();
    }

    public IEnumerable<Activity> SpansOf(OllamaHost ollama) =>
        _spans.Where(span => ollama.Server.Endpoint.Port.Equals(span.GetTagItem("server.port")));

    public IEnumerable<(double Value, Dictionary<string, object?> Tags)> MeasurementsOf(OllamaHost ollama, string instrument) =>
        _measurements
            .Where(one => one.Instrument == instrument && ollama.Server.Endpoint.Port.Equals(one.Tags["server.port"]))
            .Select(one => (one.Value, one.Tags));

    public void Dispose()
    {
        _activities.Dispose();
        _meters.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var copy = new Dictionary<string, object?>();
        foreach (var (name, tag) in tags)
        {
            copy[name] = tag;
        }

        _measurements.Enqueue((instrument.Name, value, copy));
    }
}
