using TicketRag.Core.Retrieval;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval;

public abstract partial class VectorStoreConformance
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.3f, 1)]
    [InlineData(2, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task Hybrid_order_is_the_fusion_of_both_channels(float dense, float lexical)
    {
        var store = await StoreOf([.. Enumerable.Range(0, 12).Select(i => Point(string.Join(' ', Letters.Take(1 + (i * 5 % 8))) + " filler", Random(seed: i)))]);
        var query = Query(string.Join(' ', Letters), Random(seed: 50)) with { Limit = 12, ChannelLimit = 7, Weights = new(dense, lexical) };
        var byVector = await Search(store, query with { Text = null, Weights = FusionWeights.Equal });
        var byWords = await Search(store, query with { Vector = null, Weights = FusionWeights.Equal });
        var expected = ReciprocalRankFusion.Fuse(
            [.. byVector.Select(hit => new FoundPoint(hit.ChunkId, hit.DocumentId, hit.Dense!.Score))],
            [.. byWords.Select(hit => new FoundPoint(hit.ChunkId, hit.DocumentId, hit.Lexical!.Score))],
            query.Weights,
            query.Limit);

        var hits = await Search(store, query);
        Assert.Equal(expected.Select(hit => hit.ChunkId), hits.Select(hit => hit.ChunkId));
        Assert.All(hits.Zip(expected), pair =>
        {
            Assert.Equal(pair.Second.FusedScore, pair.First.FusedScore, 1e-4);
            Assert.Equal(pair.Second.DocumentId, pair.First.DocumentId);
            Assert.Equal(pair.Second.Dense?.Rank, pair.First.Dense?.Rank);
            Assert.Equal(pair.Second.Lexical?.Rank, pair.First.Lexical?.Rank);
        });
    }

    [Fact]
    public async Task Equal_fused_scores_are_ordered_by_chunk_id()
    {
        var points = new[] { Point("printer"), Point("coffee", Direction(0)) };
        var store = await StoreOf(points);
        Assert.Equal(points.Select(point => point.ChunkId).Order(), await Found(store, Query("printer", Direction(0))));
    }

    [Fact]
    public async Task Limits_cut_the_answer_and_each_channel()
    {
        var words = Enumerable.Range(0, 8).Select(_ => Point("printer jam")).ToArray();
        var vectors = Enumerable.Range(0, 8).Select(_ => Point("coffee", Direction(0))).ToArray();
        var store = await StoreOf([.. words, .. vectors]);
        var query = Query("printer", Direction(0));

        Assert.Equal(5, (await Search(store, query with { Limit = 5 })).Count);
        var hits = await Search(store, query with { Limit = 100, ChannelLimit = 3 });
        Assert.Equal(3, hits.Count(hit => hit.Lexical is not null));
        Assert.Equal(3, hits.Count(hit => hit.Dense is not null));
    }
}
