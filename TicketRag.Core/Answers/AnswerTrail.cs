using TicketRag.Core.Documents;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>What explains a reply beside its mode: references and numbers, no text of any source.</summary>
/// <param name="Candidates">The passages that were found, in the order of their pools, and those that the writer was given besides.</param>
/// <param name="Variants">In which other words the question was searched for.</param>
/// <param name="Evidence">See <see cref="Answers.Evidence.Of"/>.</param>
/// <param name="Calls">To chat models, in order; none where no model was asked.</param>
public sealed record AnswerTrail(
    IReadOnlyList<TrailCandidate> Candidates, IReadOnlyList<string> Variants, double Evidence, IReadOnlyList<ModelUse> Calls, double LatencyMs)
{
    /// <param name="given">In the order in which the writer was given them.</param>
    public static AnswerTrail Of(
        IEnumerable<RetrievedChunk> found, IReadOnlyList<RetrievedChunk> given, IReadOnlyList<string> variants, double evidence, ModelUsage usage, TimeSpan took)
    {
        var places = given.Select((chunk, at) => (chunk.ChunkId, Place: at + 1)).DistinctBy(one => one.ChunkId).ToDictionary(one => one.ChunkId, one => one.Place);
        return new(
            [.. found.Concat(given).DistinctBy(chunk => chunk.ChunkId).Select(chunk => TrailCandidate.Of(chunk, places.TryGetValue(chunk.ChunkId, out var place) ? place : null))],
            variants, evidence, usage.Calls, Math.Round(took.TotalMilliseconds, 1));
    }
}

/// <summary>A passage that was found, and why. Ranks count from 1; a channel that did not find it is null.</summary>
/// <param name="GivenAs">Its place among what the writer was given; null where it was not.</param>
/// <param name="Score">What it was ordered by.</param>
/// <param name="Coverage">How much of the question it speaks of, 0 to 1.</param>
/// <param name="Dense">Cosine similarity.</param>
/// <param name="Lexical">BM25.</param>
/// <param name="Words">See <see cref="ChunkHit.Words"/>.</param>
public sealed record TrailCandidate(
    Guid ChunkId, Guid DocumentId, int Version, SourceKind SourceType, int? GivenAs, double Score, double Coverage, ChannelHit? Dense, ChannelHit? Lexical, ChannelHit? Words)
{
    public static TrailCandidate Of(RetrievedChunk chunk, int? givenAs) => new(
        chunk.ChunkId, chunk.DocumentId, chunk.Version, chunk.SourceKind, givenAs, chunk.Score, Math.Round(chunk.Coverage.Share, 4), chunk.Dense, chunk.Lexical, chunk.Words);
}
