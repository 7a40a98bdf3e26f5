using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents;
using TicketRag.Core.Inbound;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Handlers;

/// <summary>
/// Deletes what was indexed of a file that another system deleted: stops what would still index it, and takes the document when no other file
/// has the same bytes. A file that was sent again since stays.
/// </summary>
internal sealed class EventFileDeletionHandler(AppDb db, JobQueue jobs, DocumentRemoval removal) : IJobHandler
{
    private const string Actor = "event";

    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        var fileId = run.Args<FileDeletionArgs>().FileId;
        if (await IsSentAgainAsync(run.Job, fileId, cancellationToken))
        {
            return Done("superseded", null, "The file was sent again since");
        }

        var known = await DocumentAsync(fileId, cancellationToken);
        await CancelAsync(run.Job, fileId, cancellationToken);
        await db.DocumentReferences.Where(row => row.Key == fileId).ExecuteDeleteAsync(cancellationToken);
        if (known is null)
        {
            return Done("unknown", null, "Nothing was indexed of this file");
        }

        if (await db.DocumentReferences.AnyAsync(row => row.DocumentId == known.Id, cancellationToken))
        {
            return Done("kept", null, "Another file has the same bytes; its document stays");
        }

        var receipt = await removal.RemoveAsync(known, Actor, cancellationToken);
        return Done("deleted", receipt, $"Removed {receipt.Chunks} chunks");
    }

    private async Task<Document?> DocumentAsync(Guid fileId, CancellationToken cancellationToken) =>
        await db.Documents.AsNoTracking().FirstOrDefaultAsync(
            row => db.DocumentReferences.Any(reference => reference.Key == fileId && reference.DocumentId == row.Id), cancellationToken)
        ?? await db.Documents.AsNoTracking().FirstOrDefaultAsync(row => row.SourceKind == SourceKind.File && row.SourceId == fileId, cancellationToken);

    private async Task<bool> IsSentAgainAsync(Job deletion, Guid fileId, CancellationToken cancellationToken) =>
        await Uploads(fileId).AnyAsync(job => job.CreatedAt > deletion.CreatedAt && job.State != JobState.Failed && job.State != JobState.Cancelled, cancellationToken);

    private async Task CancelAsync(Job deletion, Guid fileId, CancellationToken cancellationToken)
    {
        var waiting = await Uploads(fileId)
            .Where(job => job.CreatedAt <= deletion.CreatedAt && (job.State == JobState.Pending || job.State == JobState.Running))
            .Select(job => job.Id).ToListAsync(cancellationToken);
        foreach (var job in waiting)
        {
            await jobs.CancelAsync(db, job, cancellationToken);
        }
    }

    private IQueryable<Job> Uploads(Guid fileId)
    {
        var name = fileId.ToString();
        return db.Jobs.AsNoTracking().Where(job => job.Kind == JobKind.EventFile && job.Args.Contains(name));
    }

    private static JobOutcome.Completed Done(string action, DeletionReceipt? receipt, string message) =>
        new(JobArgs.Write(new FileDeletionResult(action, receipt))) { Message = message };
}
