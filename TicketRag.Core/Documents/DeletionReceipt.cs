namespace TicketRag.Core.Documents;

/// <summary>What went with a document.</summary>
/// <param name="Chunks">Rows of the database.</param>
/// <param name="Vectors">Points of the vector store.</param>
/// <param name="Embeddings">Cached embeddings that no other document has use for.</param>
/// <param name="Blobs">Originals that nothing else uses.</param>
/// <param name="JobPayloads">Jobs whose arguments and metadata were erased.</param>
/// <param name="Quotes">Citations that were taken out of tickets' solutions, with the steps that stood on them.</param>
/// <param name="CachedAnswers">Kept answers that quoted it: of conversations, and of queries.</param>
public sealed record DeletionReceipt(
    Guid DocumentId, DateTimeOffset DeletedAt, int Chunks, long Vectors, int Embeddings, int Blobs, int JobPayloads, int Quotes, int CachedAnswers);
