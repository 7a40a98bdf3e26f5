using System.Diagnostics.Metrics;
using TicketRag.Core.Telemetry;
using TicketRag.IngestWorker.Ingestion;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Telemetry;

public sealed class StageClockTests
{
    // Others in this process ingest, too: what is this test's is known by its stages.
    private readonly string _first = $"first_{Guid.CreateVersion7():N}";
    private readonly string _second = $"second_{Guid.CreateVersion7():N}";

    [Fact]
    public void Each_stage_is_measured_once_until_the_next_begins_and_the_last_until_the_end()
    {
        var time = new ManualTimeProvider();
        var measured = new List<(string Stage, double Seconds)>();
        using var listener = Listen(measured);
        using (var clock = new StageClock(time))
        {
            clock.Enter(_first);
            time.Advance(TimeSpan.FromSeconds(2));
            clock.Enter(_first);
            time.Advance(TimeSpan.FromSeconds(3));
            clock.Enter(_second);
            time.Advance(TimeSpan.FromSeconds(7));
        }

        Assert.Equal([(_first, 5), (_second, 7)], measured);
    }

    [Fact]
    public void Job_without_stages_is_not_measured()
    {
        var measured = new List<(string Stage, double Seconds)>();
        using var listener = Listen(measured);

        new StageClock(new ManualTimeProvider()).Dispose();

        Assert.Empty(measured);
    }

    private MeterListener Listen(List<(string Stage, double Seconds)> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listening) =>
            {
                if (instrument.Name == IngestTelemetry.StageDurationName)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            if (tags[0].Value is string stage && (stage == _first || stage == _second))
            {
                measured.Add((stage, Math.Round(value, 3)));
            }
        });
        listener.Start();
        return listener;
    }
}
