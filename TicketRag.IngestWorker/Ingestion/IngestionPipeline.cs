using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Answers;
using TicketRag.Core.Connections;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Reindexing;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Telemetry;

namespace TicketRag.IngestWorker.Ingestion;

/// <summary>
/// Source → chunks → embeddings → points → rows. The new version's points are in the vector store before its rows are committed, so that
/// whoever sees the rows can find them; until then the old version answers. Where the embedder is down the document is indexed for lexical
/// search, and a job embeds it later.
/// </summary>
public sealed partial class IngestionPipeline(
    AppDb db, IVectorStore store, EmbeddingCache embeddings, OrganizationModel model, OrganizationChunker chunkers, StageClock clock, JobQueue jobs,
    ILogger<IngestionPipeline> logger)
{
    // So many are embedded before it is noted again how far it is.
    private const int ChunksPerStep = 256;

    /// <summary>Prepares a document's next version. Nothing is visible until <see cref="PreparedDocument.StoreAsync"/> has been committed.</summary>
    /// <param name="isFirstTry">False where an attempt that was cut off may have left points that no row will ever name.</param>
    /// <exception cref="DependencyUnavailableException">The vector store is down.</exception>
    public Task<PreparedDocument> PrepareAsync(SourceDocument source, bool isFirstTry, CancellationToken cancellationToken) =>
        PrepareAsync(source, isFirstTry, StageReport.None, cancellationToken);

    /// <summary>The same, for those who follow it.</summary>
    public async Task<PreparedDocument> PrepareAsync(SourceDocument source, bool isFirstTry, StageReport stages, CancellationToken cancellationToken)
    {
        using var activity = TicketRagTelemetry.Retrieval.StartActivity("ingest document");
        var current = await db.Documents.AsNoTracking()
            .SingleOrDefaultAsync(row => row.SourceKind == source.Kind && row.SourceId == source.SourceId, cancellationToken);
        var sha256 = source.ContentSha256();
        if (current?.ContentSha256 == sha256 && !source.Again)
        {
            return PreparedDocument.Unchanged(current);
        }

        clock.Enter(DocumentStages.Chunking);
        await stages.AtAsync(DocumentStages.Chunking, cancellationToken);
        var (document, chunks) = DocumentDraft.Of(db, current, source, sha256, await chunkers.GetAsync(cancellationToken));
        activity?.SetTag("ticketrag.chunks", chunks.Count);
        var (vectors, fresh) = await EmbedAsync(document, chunks, stages, cancellationToken);
        clock.Enter(DocumentStages.Indexing);
        await stages.AtAsync(DocumentStages.Indexing, chunks.Count, chunks.Count, cancellationToken);
        try
        {
            if (!isFirstTry)
            {
                await store.DeleteDocumentAsync(db.RequiredOrganization, document.Id, keepVersion: current?.Version ?? 0, cancellationToken);
            }

            await store.UpsertAsync(db.RequiredOrganization, Points(document, chunks, vectors), cancellationToken);
        }
        catch (DependencyUnavailableException)
        {
            // The job waits and begins again: a model that may be slow need not be asked twice.
            await embeddings.StoreAsync(fresh, cancellationToken);
            throw;
        }

        return new(document, chunks, current, HasVectors: vectors is not null, this) { Embeddings = fresh };
    }

    /// <summary>Takes a source's document out of the vector store; its rows go with <see cref="RemoveRowsAsync"/>.</summary>
    /// <exception cref="DependencyUnavailableException">The vector store is down.</exception>
    public async Task<Document?> RemovePointsAsync(SourceKind kind, Guid sourceId, CancellationToken cancellationToken)
    {
        var document = await db.Documents.AsNoTracking()
            .SingleOrDefaultAsync(row => row.SourceKind == kind && row.SourceId == sourceId, cancellationToken);

        // Also without a row, which goes with the source: its points are left.
        var id = document?.Id ?? ChunkIds.SourceDocument(db.RequiredOrganization.Value, kind, sourceId);
        await store.DeleteDocumentAsync(db.RequiredOrganization, id, keepVersion: null, cancellationToken);
        return document;
    }

    public static async Task RemoveRowsAsync(Document document, WriteScope write, CancellationToken cancellationToken)
    {
        await KeptAnswers.RemoveAsync(write.Db, document.Id, cancellationToken);
        await write.Db.Documents.Where(row => row.Id == document.Id).ExecuteDeleteAsync(cancellationToken);
    }

    internal async Task StoreAsync(PreparedDocument prepared, WriteScope write, CancellationToken cancellationToken)
    {
        // The points are where nobody would look for them: the job fails here and begins again.
        if (await model.HasChangedAsync(cancellationToken))
        {
            throw new DbUpdateConcurrencyException("The organization's embedding model has changed meanwhile.");
        }

        if (prepared.Replaced is { } old)
        {
            if (old.Version > 0)
            {
                await db.Chunks.Where(chunk => chunk.DocumentId == old.Id).ExecuteDeleteAsync(cancellationToken);
            }

            // A job that read an older row must not overwrite what a later one made of a newer: it fails here and reads again.
            var row = db.Documents.Update(prepared.Document);
            row.Property(document => document.Version).OriginalValue = old.Version;

            // Another job may have been announced meanwhile.
            row.Property(document => document.JobId).IsModified = false;
        }
        else
        {
            db.Documents.Add(prepared.Document);
        }

        db.Chunks.AddRange(prepared.Chunks);
        await EmbeddingCache.StoreAsync(write, prepared.Embeddings, cancellationToken);
        if (!prepared.HasVectors)
        {
            await jobs.EnqueueAsync(write, OrganizationId.System, ReembeddingJob.New, cancellationToken);
        }
    }

    internal Task DropReplacedAsync(PreparedDocument prepared, CancellationToken cancellationToken) =>
        store.DeleteDocumentAsync(prepared.Document.OrganizationId, prepared.Document.Id, prepared.Document.Version, cancellationToken);

    // Null where the embedder can't be had. What the last step embedded is stored with the document; of a long one, every step before it at once.
    private async Task<(IReadOnlyDictionary<string, ReadOnlyMemory<float>>? Vectors, FreshEmbeddings Fresh)> EmbedAsync(
        Document document, List<Chunk> chunks, StageReport stages, CancellationToken cancellationToken)
    {
        clock.Enter(DocumentStages.Embedding);
        var last = FreshEmbeddings.None;
        try
        {
            var vectors = new Dictionary<string, ReadOnlyMemory<float>>(chunks.Count);
            foreach (var some in chunks.Chunk(ChunksPerStep))
            {
                await embeddings.StoreAsync(last, cancellationToken);
                await stages.AtAsync(DocumentStages.Embedding, vectors.Count, chunks.Count, cancellationToken);
                (var embedded, last) = await embeddings.EmbedAsync(
                    [.. some.Select(chunk => (chunk.SearchTextSha256, chunk.SearchTextUnder(document.Title)))], cancellationToken);
                foreach (var (sha256, vector) in embedded)
                {
                    vectors[sha256] = vector;
                }
            }

            return (vectors, last);
        }
        catch (DependencyUnavailableException down)
        {
            LogLexicalOnly(logger, document.Id, down.Message);
            return (null, last);
        }
    }

    private static List<ChunkPoint> Points(Document document, List<Chunk> chunks, IReadOnlyDictionary<string, ReadOnlyMemory<float>>? vectors) =>
    [
        .. chunks.Select(chunk => ChunkPoint.From(
            chunk, document.Title, document.SourceKind, document.State, document.Tags, document.Metadata, document.UpdatedAt, vectors?[chunk.SearchTextSha256])),
    ];

    [LoggerMessage(Level = LogLevel.Warning, Message = "Document {DocumentId} is indexed for lexical search only until it can be embedded: {Reason}")]
    private static partial void LogLexicalOnly(ILogger logger, Guid documentId, string reason);
}
