using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Reindexing;
using TicketRag.Core.Jobs;
using TicketRag.Core.Models;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;
using TicketRag.IngestWorker.Ingestion;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Reindexing;

/// <summary>
/// Builds an organization's index with other settings beside the live one: all chunks and embeddings first, in tables that nobody searches; then the points; then
/// everything takes its place in the transaction that ends the job. Until then the live index is as it was, and stays so when this fails.
/// </summary>
internal sealed class ReindexingHandler(
    AppDb db, StagedIndex staged, DocumentSource sources, EmbeddingCache embeddings, Embedders embedders, IVectorStores stores,
    OrganizationModel live, IServiceScopeFactory scopes) : IJobHandler
{
    // Documents that change while it runs are made again; where they never rest, the last ones stay as they are.
    private const int MostRounds = 5;

    private const int PointsPerPage = 1_000;

    private int _done;

    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        var args = run.Args<ReindexingArgs>();
        var chunker = new Chunker(new() { MaxTokens = args.MaxTokens, OverlapTokens = args.OverlapTokens });
        var before = await live.NameAsync(cancellationToken);
        var target = new Target(args.EmbeddingModel, embedders.Of(args.EmbeddingModel), stores.Of(args.EmbeddingModel), IsOther: before != args.EmbeddingModel);
        await run.CheckpointAsync(new(0, 1, 0, "Begins"), (write, token) => StagedIndex.ClearAsync(write.Db, token), cancellationToken);
        var outstanding = await staged.OutstandingAsync(cancellationToken);
        for (var round = 0; round < MostRounds && outstanding.Count > 0; round++)
        {
            foreach (var id in outstanding)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await StageAsync(run, id, chunker, target.Embedder, outstanding.Count, cancellationToken);
            }

            outstanding = await staged.OutstandingAsync(cancellationToken);
        }

        var chunks = await WritePointsAsync(run, target, cancellationToken);
        var documents = await db.StagedDocuments.AsNoTracking().Select(row => row.DocumentId).ToListAsync(cancellationToken);
        return new JobOutcome.Completed(JobArgs.Write(new ReindexingResult(documents.Count, chunks, outstanding.Count)))
        {
            Message = $"{documents.Count} documents in {chunks} chunks",
            ChunksCreated = chunks,
            Store = (write, token) => SwitchAsync(write, args, token),
            Afterwards = token => target.IsOther ? LeaveAsync(run, stores.Of(before), token) : DropReplacedAsync(target.Store, documents, token),
        };
    }

    public Task FailedAsync(WriteScope write, Job job, string error, CancellationToken cancellationToken) => StagedIndex.ClearAsync(write.Db, cancellationToken);

    private async Task StageAsync(JobRun run, Guid id, Chunker chunker, Embedder embedder, int total, CancellationToken cancellationToken)
    {
        if (await db.Documents.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } current)
        {
            return;
        }

        var source = await sources.ReadAsync(current, cancellationToken);
        var (document, chunks) = DocumentDraft.Of(db, current, source, source.ContentSha256(), chunker);
        await embeddings.GetAsync(embedder, [.. chunks.Select(chunk => (chunk.SearchTextSha256, chunk.SearchTextUnder(document.Title)))], cancellationToken);
        _done++;
        await run.CheckpointAsync(
            new(_done, Math.Max(_done, total), 0, $"{_done} of {Math.Max(_done, total)} documents built") { Stage = DocumentStages.Embedding },
            (write, token) => StagedIndex.AddAsync(write, document, current.Version, chunks, token), cancellationToken);
    }

    private async Task<int> WritePointsAsync(JobRun run, Target target, CancellationToken cancellationToken)
    {
        var written = 0;
        await run.CheckpointAsync(new(_done, Math.Max(1, _done), 0, "Writes the vectors") { Stage = DocumentStages.Indexing }, store: null, cancellationToken);
        await PrepareAsync(target, cancellationToken);
        foreach (var id in await db.StagedDocuments.AsNoTracking().Select(row => row.DocumentId).ToListAsync(cancellationToken))
        {
            if (await db.Documents.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } document)
            {
                continue;
            }

            var chunks = await db.StagedChunks.AsNoTracking().Where(chunk => chunk.DocumentId == id).OrderBy(chunk => chunk.Ordinal).ToListAsync(cancellationToken);
            var vectors = await embeddings.StoredAsync(target.Embedder, [.. chunks.Select(chunk => chunk.SearchTextSha256)], cancellationToken);
            await target.Store.UpsertAsync(
                document.OrganizationId,
                [
                    .. chunks.Select(chunk => ChunkPoint.From(
                        chunk.ToChunk(), document.Title, document.SourceKind, document.State, document.Tags, document.Metadata, document.UpdatedAt,
                        vectors.TryGetValue(chunk.SearchTextSha256, out var vector) ? vector : null)),
                ],
                cancellationToken);
            written += chunks.Count;
        }

        return written;
    }

    // A store that nobody uses yet lacks nothing; what an attempt that failed has left in it goes.
    private async Task PrepareAsync(Target target, CancellationToken cancellationToken)
    {
        if (!target.IsOther)
        {
            return;
        }

        await EmbeddingCache.RecallSpaceAsync(db, target.Embedder, cancellationToken);
        if (await target.Store.PrepareAsync(target.Embedder.Space, cancellationToken)
            && !(await ModelUse.ModelsAsync(db, cancellationToken)).Contains(target.Model))
        {
            await target.Store.PublishAsync(cancellationToken);
        }

        embedders.NoteStore(target.Model, target.Embedder.Space);
        await EmptyAsync(target.Store, cancellationToken);
    }

    private async Task EmptyAsync(IVectorStore other, CancellationToken cancellationToken)
    {
        while (await other.ListAsync(db.RequiredOrganization, Guid.Empty, PointsPerPage, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var document in page.Select(point => point.DocumentId).Distinct())
            {
                await other.DeleteDocumentAsync(db.RequiredOrganization, document, keepVersion: null, cancellationToken);
            }
        }
    }

    private static async Task SwitchAsync(WriteScope write, ReindexingArgs args, CancellationToken cancellationToken)
    {
        await StagedIndex.SwitchAsync(write, cancellationToken);
        var settings = await IndexSettings.ToChangeAsync(write, cancellationToken);
        (settings.MaxTokens, settings.OverlapTokens, settings.EmbeddingModel) = (args.MaxTokens, args.OverlapTokens, args.EmbeddingModel);
    }

    private async Task DropReplacedAsync(IVectorStore store, List<Guid> documents, CancellationToken cancellationToken)
    {
        foreach (var some in documents.Chunk(200))
        {
            foreach (var row in await db.Documents.AsNoTracking().Where(row => some.Contains(row.Id)).Select(row => new { row.Id, row.Version }).ToListAsync(cancellationToken))
            {
                await store.DeleteDocumentAsync(db.RequiredOrganization, row.Id, row.Version, cancellationToken);
            }
        }
    }

    // Documents that were put in while the switch was made are only in the store that is left: the one that is searched now gets them.
    private async Task LeaveAsync(JobRun run, IVectorStore left, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(db.RequiredOrganization);
        await scope.ServiceProvider.GetRequiredService<Reconciler>().RunAsync(run.Job.Id, cancellationToken);
        await EmptyAsync(left, cancellationToken);
    }

    /// <param name="Model">Null: the installation's.</param>
    /// <param name="IsOther">Whether searches use another store until the switch.</param>
    private sealed record Target(string? Model, Embedder Embedder, IVectorStore Store, bool IsOther);
}
