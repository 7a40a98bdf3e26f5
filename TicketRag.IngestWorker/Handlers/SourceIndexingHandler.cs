using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Ingestion;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Handlers;

/// <summary>Brings the index in line with a ticket, article or asset as its row is now.</summary>
internal sealed class SourceIndexingHandler(SourceReader sources, IngestionPipeline pipeline) : IJobHandler
{
    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        var args = run.Args<SourceIndexingArgs>();
        var source = await sources.ReadAsync(args.SourceType, args.SourceId, cancellationToken);
        return source is null
            ? await RemoveAsync(args, cancellationToken)
            : await UpsertAsync(source with { Again = args.Again }, run.Job.Fence == 1, cancellationToken);
    }

    private async Task<JobOutcome> UpsertAsync(SourceDocument source, bool isFirstTry, CancellationToken cancellationToken)
    {
        var prepared = await pipeline.PrepareAsync(source, isFirstTry, cancellationToken);
        var action = prepared.IsUnchanged ? "unchanged" : SnakeCaseName.Of(IndexAction.Upsert);
        return new JobOutcome.Completed(JobArgs.Write(new IndexingResult(action, prepared.Document.Id, prepared.Document.Version, prepared.Document.ChunkCount)))
        {
            Message = $"Indexed {SnakeCaseName.Of(source.Kind)} in {prepared.Document.ChunkCount} chunks",
            ChunksCreated = prepared.Chunks.Count,
            Store = (write, token) => StoreAsync(source, prepared, write, token),
            Afterwards = prepared.DropReplacedAsync,
        };
    }

    // Deleted since it was read: its delete job may have run already and found nothing, so this one reads again, and deletes.
    private async Task StoreAsync(SourceDocument source, PreparedDocument prepared, WriteScope write, CancellationToken cancellationToken)
    {
        if (!await sources.ExistsAsync(source.Kind, source.SourceId, cancellationToken))
        {
            throw new DbUpdateConcurrencyException($"The {SnakeCaseName.Of(source.Kind)} was deleted while it was indexed.");
        }

        await prepared.StoreAsync(write, cancellationToken);
    }

    private async Task<JobOutcome> RemoveAsync(SourceIndexingArgs args, CancellationToken cancellationToken)
    {
        var document = await pipeline.RemovePointsAsync(args.SourceType, args.SourceId, cancellationToken);
        return new JobOutcome.Completed(JobArgs.Write(
            new IndexingResult(SnakeCaseName.Of(IndexAction.Delete), document?.Id ?? Guid.Empty, document?.Version ?? 0, document?.ChunkCount ?? 0)))
        {
            Message = document is null ? "Removed from the vector store" : $"Removed {document.ChunkCount} chunks",
            Store = (write, token) => document is null ? Task.CompletedTask : IngestionPipeline.RemoveRowsAsync(document, write, token),
        };
    }
}
