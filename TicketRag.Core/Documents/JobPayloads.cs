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
        var single = new[] { JobKind.TextIngestion, JobKind.FileIngestion, JobKind.UrlIngestion };
        var erased = await db.Jobs
            .Where(job => single.Contains(job.Kind) && job.Args != Erased && (linked.Contains(job.Id) || (job.Result != null && job.Result.Contains(name))))
            .ExecuteUpdateAsync(set => set.SetProperty(job => job.Args, Erased).SetProperty(job => job.Metadata, (string?)null), cancellationToken);
        var batches = await db.Jobs.AsNoTracking()
            .Where(job => job.Kind == JobKind.BatchIngestion && job.Args != Erased && (linked.Contains(job.Id) || (job.Result != null && job.Result.Contains(name))))
            .Select(job => new { job.Id, job.Args })
            .ToListAsync(cancellationToken);
        foreach (var batch in batches)
        {
            var left = Without(JobArgs.Read<BatchIngestionArgs>(batch.Args), document);
            await db.Jobs.Where(job => job.Id == batch.Id).ExecuteUpdateAsync(set => set.SetProperty(job => job.Args, JobArgs.Write(left)), cancellationToken);
        }

        return erased + batches.Count;
    }

    // The others of the batch keep theirs.
    private static BatchIngestionArgs Without(BatchIngestionArgs batch, Document document) => batch with
    {
        Messages =
        [
            .. batch.Messages.Select(message => ChunkIds.TextDocument(document.OrganizationId.Value, batch.Audience, message.Text) == document.SourceId
                ? new BatchMessage("", null)
                : message),
        ],
        Files = batch.Files is { } files ? [.. files.Where(file => file.BlobSha256 != document.BlobSha256)] : null,
    };
}
