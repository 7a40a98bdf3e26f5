namespace TicketRag.Core.Retrieval;

/// <summary>A found chunk and why: its place and score in each channel that found it.</summary>
public sealed record ChunkHit(Guid ChunkId, Guid DocumentId, double FusedScore, ChannelHit? Dense, ChannelHit? Lexical);

/// <param name="Rank">From 1.</param>
/// <param name="Score">Dense: cosine similarity. Lexical: BM25.</param>
public sealed record ChannelHit(int Rank, double Score);
