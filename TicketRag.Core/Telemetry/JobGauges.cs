using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Telemetry;

/// <summary>
/// What waits and runs in the whole installation, as metrics by kind. One process at a time measures it, so that sums over processes are right; the
/// others report nothing.
/// </summary>
public sealed class JobGauges : IDisposable
{
    // Of its own: instruments of a meter that lives as long as the process could never be taken back.
    private readonly Meter _meter = new("TicketRag.Jobs");

    private volatile IReadOnlyList<Figure> _figures = [];

    public JobGauges()
    {
        _meter.CreateObservableGauge("ticketrag.jobs.depth", Depths, "{job}", "Jobs that are pending or running, of all organizations");
        _meter.CreateObservableGauge("ticketrag.jobs.oldest_due", Ages, "s", "How long the job that is due longest waits");
    }

    /// <summary>Measures, and reports it from now on.</summary>
    public async Task MeasureAsync(AppDb db, CancellationToken cancellationToken)
    {
        var now = db.Now;
        var active = db.Jobs.IgnoreQueryFilters().Where(job => job.State == JobState.Pending || job.State == JobState.Running);
        var counts = await active.GroupBy(job => new { job.Kind, job.State })
            .Select(group => new { group.Key.Kind, group.Key.State, Count = group.LongCount() }).ToListAsync(cancellationToken);
        var figures = new List<Figure>(counts.Count);
        foreach (var one in counts)
        {
            var oldest = one.State != JobState.Pending ? null : await active.Where(job => job.Kind == one.Kind && job.State == JobState.Pending && job.RunAt <= now)
                .OrderBy(job => job.RunAt).Select(job => (DateTimeOffset?)job.RunAt).FirstOrDefaultAsync(cancellationToken);
            figures.Add(new(one.Kind, SnakeCaseName.Of(one.State), one.Count, now - oldest));
        }

        _figures = figures;
    }

    /// <summary>Another process measures now.</summary>
    public void Rest() => _figures = [];

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Depths() =>
        _figures.Select(figure => new Measurement<long>(figure.Count, new KeyValuePair<string, object?>("kind", figure.Kind), new("state", figure.State)));

    private IEnumerable<Measurement<double>> Ages() => _figures.Where(figure => figure.OldestDue is not null)
        .Select(figure => new Measurement<double>(figure.OldestDue!.Value.TotalSeconds, new KeyValuePair<string, object?>("kind", figure.Kind)));

    private sealed record Figure(string Kind, string State, long Count, TimeSpan? OldestDue);
}
