namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>What names a chunk, and where its terms are.</summary>
internal readonly record struct IndexRow(Guid ChunkId, Guid DocumentId, int Version, PassagePlace Place, ulong Text);
