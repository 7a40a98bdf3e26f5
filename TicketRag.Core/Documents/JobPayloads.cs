using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Documents;

/// <summary>Erases a document's text, names and metadata from the jobs that brought it in. Their rows stay, as a record that there was something.</summary>
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
        return await db.Jobs
            .Where(job => single.Contains(job.Kind) && job.Args != Erased && (linked.Contains(job.Id) || (job.Result != null && job.Result.Contains(name))))
            .ExecuteUpdateAsync(set => set.SetProperty(job => job.Args, Erased).SetProperty(job => job.Metadata, (string?)null), cancellationToken);
    }
}
