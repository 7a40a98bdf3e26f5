using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;
using TicketRag.Core.Webhooks;

namespace TicketRag.Core.Documents;

/// <summary>
/// Erases a document's text, names and metadata from the jobs that brought it in, and from what webhooks were told of them. Their rows stay, as a record that there
/// was something.
/// </summary>
public sealed class JobPayloads(AppDb db)
{
    private const string Erased = "{}";

    /// <param name="linked">The jobs that are known to have worked on it alone.</param>
    /// <returns>How many jobs were emptied.</returns>
    public async Task<int> EraseAsync(Document document, IReadOnlyList<Guid> linked, CancellationToken cancellationToken)
    {
        var name = document.Id.ToString();
        // The messages and files of a batch are jobs of their own.
        var single = new[] { JobKind.TextIngestion, JobKind.FileIngestion, JobKind.UrlIngestion };
        var jobs = await db.Jobs
            .Where(job => single.Contains(job.Kind) && job.Args != Erased && (linked.Contains(job.Id) || (job.Result != null && job.Result.Contains(name))))
            .Select(job => new { job.Id, job.Result })
            .ToListAsync(cancellationToken);
        foreach (var job in jobs)
        {
            var result = job.Result is null ? null : WithoutNames(job.Result);
            await db.Jobs.Where(row => row.Id == job.Id).ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.Args, Erased)
                    .SetProperty(row => row.Metadata, (string?)null)
                    .SetProperty(row => row.Message, (string?)null)
                    .SetProperty(row => row.Error, (string?)null)
                    .SetProperty(row => row.Result, result),
                cancellationToken);
        }

        await EraseDeliveriesAsync([.. jobs.Select(job => job.Id)], cancellationToken);
        return jobs.Count;
    }

    // Numbers and references stay.
    private static string WithoutNames(string result) => JobArgs.Write(JobArgs.Read<IngestionResult>(result) with { Filename = null, Url = null, Notes = null });

    // What webhooks were told of them stays as the log of that, and is told so again where it is still to be sent.
    private async Task EraseDeliveriesAsync(List<Guid> jobs, CancellationToken cancellationToken)
    {
        var told = await db.WebhookDeliveries.Where(delivery => jobs.Contains(delivery.SubjectJobId)).Select(delivery => new { delivery.Id, delivery.Payload }).ToListAsync(cancellationToken);
        foreach (var delivery in told)
        {
            var erased = WebhookPayload.Erase(delivery.Payload);
            await db.WebhookDeliveries.Where(row => row.Id == delivery.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Payload, erased), cancellationToken);
        }
    }
}
