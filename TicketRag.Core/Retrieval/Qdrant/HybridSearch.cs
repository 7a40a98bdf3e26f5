using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval.Qdrant.Wire;

namespace TicketRag.Core.Retrieval.Qdrant;

/// <summary>
/// One search over the channels that take part, in one request: the fusion that Qdrant computes, then each channel alone,
/// because a fused answer doesn't say which channel found what.
/// </summary>
internal sealed record HybridSearch(OrganizationId Organization, ChunkQuery Query, ReadOnlyMemory<float>? Dense, SparseVector? Lexical)
{
    private static readonly IReadOnlyList<string> DocumentId = [QdrantSchema.DocumentId];

    private bool IsHybrid => Dense is not null && Lexical is not null;

    public bool FindsNothing => (Dense is null && Lexical is null) || Query.Limit < 1 || Query.ChannelLimit < 1;

    public async Task<IReadOnlyList<ChunkHit>> RunAsync(QdrantClient client, string collection, CancellationToken cancellationToken)
    {
        var filter = QueryEncoder.Of(Organization, Query);
        var answers = await client.QueryAsync(collection, new([.. Searches(filter)]), cancellationToken);
        return IsHybrid ? Fused(answers[0], Ranks(answers[1]), Ranks(answers[2])) : Alone(answers[0]);
    }

    private IEnumerable<QueryRequest> Searches(Filter filter)
    {
        var channels = Channels().ToList();
        if (!IsHybrid)
        {
            return channels.Select(channel => Single(channel, filter, DocumentId));
        }

        // All candidates, not Query.Limit: Qdrant doesn't break ties by id, so the cut is made here.
        var fusion = new QueryRequest(
            new Query.Fusion(new(ReciprocalRankFusion.K, [Query.Weights.Dense, Query.Weights.Lexical])),
            channels.Sum(channel => channel.Limit),
            filter,
            Prefetch: channels,
            WithPayload: DocumentId);
        return channels.Select(channel => Single(channel, filter)).Prepend(fusion);
    }

    private IEnumerable<Prefetch> Channels()
    {
        if (Dense is { } vector)
        {
            yield return new(new Query.Dense(vector), QdrantSchema.Dense, Query.ChannelLimit);
        }

        if (Lexical is not null)
        {
            // Term statistics of the organization alone: another's documents must not move its ranking.
            yield return new(new Query.Sparse(Lexical), QdrantSchema.Bm25, Query.ChannelLimit, new(new(QueryEncoder.Corpus(Organization))));
        }
    }

    private static QueryRequest Single(Prefetch channel, Filter filter, IReadOnlyList<string>? withPayload = null) =>
        new(channel.Query, channel.Limit, filter, channel.Using, channel.Params, WithPayload: withPayload);

    private IReadOnlyList<ChunkHit> Fused(
        IReadOnlyList<ScoredPoint> fused, Dictionary<Guid, ChannelHit> dense, Dictionary<Guid, ChannelHit> lexical) =>
        [.. fused
            .Select(point => new ChunkHit(point.Id, Document(point), point.Score, dense.GetValueOrDefault(point.Id), lexical.GetValueOrDefault(point.Id)))
            .OrderByDescending(hit => hit.FusedScore)
            .ThenBy(hit => hit.ChunkId)
            .Take(Query.Limit)];

    private IReadOnlyList<ChunkHit> Alone(IReadOnlyList<ScoredPoint> points)
    {
        List<FoundPoint> channel = [.. Ordered(points).Select(point => new FoundPoint(point.Id, Document(point), point.Score))];
        return Dense is null
            ? ReciprocalRankFusion.Fuse([], channel, Query.Weights, Query.Limit)
            : ReciprocalRankFusion.Fuse(channel, [], Query.Weights, Query.Limit);
    }

    private static Dictionary<Guid, ChannelHit> Ranks(IReadOnlyList<ScoredPoint> points) =>
        points.Select((point, index) => (point.Id, Hit: new ChannelHit(index + 1, point.Score))).ToDictionary(found => found.Id, found => found.Hit);

    private static IOrderedEnumerable<ScoredPoint> Ordered(IReadOnlyList<ScoredPoint> points) =>
        points.OrderByDescending(point => point.Score).ThenBy(point => point.Id);

    private static Guid Document(ScoredPoint point) =>
        point.Payload?.DocumentId ?? throw new InvalidOperationException($"Point {point.Id} carries no {QdrantSchema.DocumentId}.");
}
