using System.Diagnostics.Metrics;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Telemetry;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Jobs;

namespace TicketRag.Tests.Telemetry;

/// <summary>What waits and runs, as one process reports it for all of them.</summary>
public sealed class JobGaugesTests : IAsyncLifetime
{
    private const string Depth = "ticketrag.jobs.depth";
    private const string OldestDue = "ticketrag.jobs.oldest_due";

    // Others in this process measure, too: what is this test's is known by its kind.
    private readonly string _kind = $"gauged_{Guid.CreateVersion7():N}";
    private readonly TemporaryFolder _folder = new();
    private readonly JobGauges _gauges = new();
    private JobTable? _table;

    private JobTable Table => _table ?? throw new InvalidOperationException("The test has not begun.");

    public async ValueTask InitializeAsync() => _table = await JobTables.OnSqliteAsync(_folder, new ManualTimeProvider());

    public async ValueTask DisposeAsync()
    {
        _gauges.Dispose();
        await Table.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_waits_and_runs_is_counted_by_kind_over_all_organizations()
    {
        for (var i = 0; i < 3; i++)
        {
            await Table.EnqueueAsync(OrganizationId.New(), new(_kind, "{}"));
        }

        await Table.EnqueueAsync(OrganizationId.New(), new(_kind, "{}") { Delay = TimeSpan.FromHours(1) });
        await Table.ClaimOneAsync();
        await Table.PassAsync(TimeSpan.FromSeconds(90));
        await MeasureAsync();

        Assert.Equal([(Depth, "pending", 3), (Depth, "running", 1), (OldestDue, "", 90)], Read());
    }

    [Fact]
    public async Task Kind_of_which_nothing_is_due_has_no_age_and_who_rests_reports_nothing()
    {
        await Table.EnqueueAsync(OrganizationId.New(), new(_kind, "{}") { Delay = TimeSpan.FromHours(1) });
        await MeasureAsync();
        Assert.Equal([(Depth, "pending", 1)], Read());

        _gauges.Rest();

        Assert.Empty(Read());
    }

    private Task MeasureAsync() => Table.WithDbAsync(async db =>
    {
        await _gauges.MeasureAsync(db, TestContext.Current.CancellationToken);
        return true;
    });

    private List<(string Instrument, string State, double Value)> Read()
    {
        var seen = new List<(string, string, double)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listening) =>
            {
                if (instrument.Name is Depth or OldestDue)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        seen.Sort();
        return seen;

        void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var all = tags.ToArray().ToDictionary();
            if (Equals(all["kind"], _kind))
            {
                seen.Add((instrument.Name, (string)all.GetValueOrDefault("state", "")!, Math.Round(value)));
            }
        }
    }
}
