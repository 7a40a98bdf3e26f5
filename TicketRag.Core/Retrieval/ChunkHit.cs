using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Core.Retrieval;

/// <summary>A found chunk and why: its place and score in each channel that found it.</summary>
public sealed record ChunkHit(Guid ChunkId, Guid DocumentId, double FusedScore, ChannelHit? Dense, ChannelHit? Lexical)
{
    /// <summary>Its place once the passages were read: see <see cref="Reranker"/>. Null before, and where it shares no word with the question.</summary>
    public ChannelHit? Words { get; init; }

    /// <summary>Its analysis, where the store keeps it.</summary>
    internal KeptPassage Passage { get; init; }
}

/// <param name="Rank">From 1.</param>
/// <param name="Score">Dense: cosine similarity. Lexical: BM25.</param>
public sealed record ChannelHit(int Rank, double Score);
