using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Core.Retrieval;

/// <summary>What one channel found.</summary>
public readonly record struct FoundPoint(Guid ChunkId, Guid DocumentId, double Score)
{
    /// <summary>Its analysis, where the store keeps it.</summary>
    internal KeptPassage Passage { get; init; }
}
