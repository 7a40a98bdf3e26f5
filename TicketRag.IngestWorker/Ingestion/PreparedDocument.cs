using TicketRag.Core.Documents;
using TicketRag.Core.Persistence;

namespace TicketRag.IngestWorker.Ingestion;

/// <summary>A document's next version, ready to be stored; or the present one, where nothing changed.</summary>
/// <param name="Replaced">The row before, of version 0 where it was only announced; null where there was none.</param>
/// <param name="HasVectors">False where the embedder could not be had.</param>
public sealed record PreparedDocument(Document Document, IReadOnlyList<Chunk> Chunks, Document? Replaced, bool HasVectors, IngestionPipeline? Pipeline)
{
    /// <summary>What was embedded for it and is not stored yet.</summary>
    public FreshEmbeddings Embeddings { get; init; } = FreshEmbeddings.None;

    public bool IsUnchanged => Pipeline is null;

    public static PreparedDocument Unchanged(Document current) => new(current, [], current, HasVectors: true, null);

    /// <summary>Makes it the version that answers, when <paramref name="write"/> commits.</summary>
    public Task StoreAsync(WriteScope write, CancellationToken cancellationToken) => Pipeline?.StoreAsync(this, write, cancellationToken) ?? Task.CompletedTask;

    /// <summary>Takes the version before out of the vector store, after the commit.</summary>
    public Task DropReplacedAsync(CancellationToken cancellationToken) =>
        Replaced is null or { Version: 0 } || Pipeline is null ? Task.CompletedTask : Pipeline.DropReplacedAsync(this, cancellationToken);
}
