using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Answers;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Inbound;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Documents;

/// <summary>
/// Deletes a document with all that was made of it. Points go first, so that a vector store that is down refuses the whole; then, in one transaction,
/// the rows; then the original, if nothing else uses it.
/// </summary>
public sealed class DocumentRemoval(AppDb db, IVectorStore store, JobQueue jobs, JobPayloads payloads, JobWaiter waiter, BlobUse blobs, EventPublisher events)
{
    // Longer than a worker takes to hear of it; what a handler that does not stop leaves behind is reconciled and swept up.
    private static readonly TimeSpan UntilStopped = TimeSpan.FromSeconds(15);

    /// <exception cref="Connections.DependencyUnavailableException">The vector store is down; nothing was deleted.</exception>
    public async Task<DeletionReceipt> RemoveAsync(Document document, string actor, CancellationToken cancellationToken)
    {
        var working = await LinkedJobsAsync(document, cancellationToken);
        var wasUnderWay = await StopAsync(working, cancellationToken);

        var vectors = await store.CountAsync(document.OrganizationId, document.Id, cancellationToken);
        await store.DeleteDocumentAsync(document.OrganizationId, document.Id, keepVersion: null, cancellationToken);
        DeletionReceipt receipt;
        await using (var write = await db.BeginWriteAsync(cancellationToken))
        {
            receipt = await RemoveRowsAsync(write, document, vectors, working, cancellationToken);
            if (wasUnderWay)
            {
                receipt = receipt with { Embeddings = receipt.Embeddings + await DocumentSweep.UnusedEmbeddings(db).ExecuteDeleteAsync(cancellationToken) };
            }

            db.AuditEntries.Add(Audit(document, actor, receipt));
            await events.FileDeletedAsync(write, document, cancellationToken);
            await write.CommitAsync(cancellationToken);
        }

        return document.BlobSha256 is { } sha256 && await blobs.DeleteUnusedAsync(sha256, cancellationToken) ? receipt with { Blobs = 1 } : receipt;
    }

    /// <summary>The rows alone, within a transaction of the caller's; points and originals are the caller's to see to.</summary>
    public async Task<DeletionReceipt> RemoveRowsAsync(
        WriteScope write, Document document, long vectors, IReadOnlyList<Guid> linkedJobs, CancellationToken cancellationToken)
    {
        var embeddings = await DeleteEmbeddingsAsync(document, cancellationToken);
        var chunks = await db.Chunks.Where(chunk => chunk.DocumentId == document.Id).ExecuteDeleteAsync(cancellationToken);
        var erased = await payloads.EraseAsync(document, linkedJobs, cancellationToken);
        var quotes = await SolutionQuotes.RemoveAsync(write, document.Id, cancellationToken);
        var answers = await KeptAnswers.RemoveAsync(db, document.Id, cancellationToken);
        await db.Documents.Where(row => row.Id == document.Id).ExecuteDeleteAsync(cancellationToken);
        return new(document.Id, db.Now, chunks, vectors, embeddings, Blobs: 0, erased, quotes, answers);
    }

    /// <summary>
    /// The document of a ticket, article or asset that is deleted in the same transaction, so that it answers nothing from that moment on, however long the job
    /// takes that sees to its points.
    /// </summary>
    public async Task RemoveSourceAsync(WriteScope write, SourceKind kind, Guid sourceId, CancellationToken cancellationToken)
    {
        if (await db.Documents.AsNoTracking().SingleOrDefaultAsync(row => row.SourceKind == kind && row.SourceId == sourceId, cancellationToken) is { } document)
        {
            await RemoveRowsAsync(write, document, vectors: 0, linkedJobs: [], cancellationToken);
        }
    }

    /// <summary>
    /// Takes a document's content away until a job indexes it anew, because a part of its source is deleted in the same transaction. Its version goes on, so that a
    /// job which has read the source before stores nothing.
    /// </summary>
    /// <returns>False where nothing was indexed.</returns>
    public async Task<bool> WithdrawAsync(WriteScope write, SourceKind kind, Guid sourceId, CancellationToken cancellationToken)
    {
        if (await db.Documents.AsNoTracking().SingleOrDefaultAsync(row => row.SourceKind == kind && row.SourceId == sourceId, cancellationToken) is not { } document)
        {
            return false;
        }

        await DeleteEmbeddingsAsync(document, cancellationToken);
        await db.Chunks.Where(chunk => chunk.DocumentId == document.Id).ExecuteDeleteAsync(cancellationToken);
        await SolutionQuotes.RemoveAsync(write, document.Id, cancellationToken);
        await KeptAnswers.RemoveAsync(db, document.Id, cancellationToken);
        await db.Documents.Where(row => row.Id == document.Id).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.Text, "")
                .SetProperty(row => row.ContentSha256, "")
                .SetProperty(row => row.ChunkCount, 0)
                .SetProperty(row => row.Version, row => row.Version + 1)
                .SetProperty(row => row.UpdatedAt, db.Now),
            cancellationToken);
        return true;
    }

    // A job that works on the document now writes its points and embeddings before it hears that it is to stop.
    private async Task<bool> StopAsync(IReadOnlyList<Guid> working, CancellationToken cancellationToken)
    {
        foreach (var job in working)
        {
            await jobs.CancelAsync(db, job, cancellationToken);
        }

        var running = await db.Jobs.Where(job => working.Contains(job.Id) && job.State == JobState.Running).Select(job => job.Id).ToListAsync(cancellationToken);
        foreach (var job in running)
        {
            await waiter.WaitAsync(job, UntilStopped, cancellationToken);
        }

        return running.Count > 0;
    }

    private async Task<IReadOnlyList<Guid>> LinkedJobsAsync(Document document, CancellationToken cancellationToken) =>
        await db.DocumentJobs.Where(link => link.DocumentId == document.Id).Select(link => link.JobId).ToListAsync(cancellationToken);

    // Of any model: what another document's chunk says in the same words stays.
    private Task<int> DeleteEmbeddingsAsync(Document document, CancellationToken cancellationToken) => db.Embeddings
        .Where(embedding => db.Chunks.Any(chunk => chunk.DocumentId == document.Id && chunk.SearchTextSha256 == embedding.TextSha256)
            && !db.Chunks.Any(chunk => chunk.DocumentId != document.Id && chunk.SearchTextSha256 == embedding.TextSha256))
        .ExecuteDeleteAsync(cancellationToken);

    private AuditEntry Audit(Document document, string actor, DeletionReceipt receipt) => new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = document.OrganizationId,
        SubjectType = "document",
        SubjectId = document.Id,
        Action = "document.deleted",
        Actor = actor,
        Details = JsonSerializer.Serialize(new Dictionary<string, long>
        {
            ["chunks"] = receipt.Chunks,
            ["vectors"] = receipt.Vectors,
            ["embeddings"] = receipt.Embeddings,
            ["job_payloads"] = receipt.JobPayloads,
            ["quotes"] = receipt.Quotes,
            ["cached_answers"] = receipt.CachedAnswers,
        }),
        At = db.Now,
    };
}
