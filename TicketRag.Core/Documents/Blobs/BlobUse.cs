using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Documents.Blobs;

/// <summary>Knows what still needs an original of the scope's organization: a document, a ticket's attachment, or a job that has it still to read.</summary>
public sealed class BlobUse(AppDb db, IBlobStore blobs)
{
    /// <returns>Whether it was there and nothing used it.</returns>
    public async Task<bool> DeleteUnusedAsync(string sha256, CancellationToken cancellationToken) =>
        !await IsUsedAsync(sha256, cancellationToken) && await blobs.DeleteAsync(db.RequiredOrganization, sha256, cancellationToken);

    /// <summary>Deletes what nothing has used since <paramref name="before"/>: uploads that never became a job, versions that were replaced.</summary>
    /// <returns>How many.</returns>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var used = (await db.Documents.Where(row => row.BlobSha256 != null).Select(row => row.BlobSha256!).ToListAsync(cancellationToken))
            .Concat(await db.Attachments.Select(row => row.BlobSha256).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var deleted = 0;
        foreach (var sha256 in (await blobs.ListAsync(db.RequiredOrganization, before, cancellationToken)).Where(sha256 => !used.Contains(sha256)))
        {
            deleted += await DeleteUnusedAsync(sha256, cancellationToken) ? 1 : 0;
        }

        return deleted;
    }

    // A failed job may be told to run again.
    private async Task<bool> IsUsedAsync(string sha256, CancellationToken cancellationToken) =>
        await db.Documents.AnyAsync(row => row.BlobSha256 == sha256, cancellationToken)
        || await db.Attachments.AnyAsync(row => row.BlobSha256 == sha256, cancellationToken)
        || await db.Jobs.AnyAsync(
            job => (job.State == JobState.Pending || job.State == JobState.Running || job.State == JobState.Failed) && job.Args.Contains(sha256), cancellationToken);
}
