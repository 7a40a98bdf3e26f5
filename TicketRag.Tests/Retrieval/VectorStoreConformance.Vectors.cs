using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval;

public abstract partial class VectorStoreConformance
{
    [Fact]
    public async Task Dense_score_is_the_cosine()
    {
        var points = Enumerable.Range(0, 20).Select(i => Point("text", Random(seed: i))).ToArray();
        var store = await StoreOf(points);
        var query = Random(seed: 99);
        var hits = await Search(store, Query(null, query) with { Limit = 20 });

        var expected = points.OrderByDescending(point => Cosine(point.Vector!.Value, query)).ToArray();
        Assert.Equal(expected.Select(point => point.ChunkId), hits.Select(hit => hit.ChunkId));
        Assert.Equal(Enumerable.Range(1, 20), hits.Select(hit => hit.Dense!.Rank));
        Assert.All(hits.Zip(expected), pair => Assert.Equal(Cosine(pair.Second.Vector!.Value, query), pair.First.Dense!.Score, 1e-3));
        Assert.All(hits, hit => Assert.Null(hit.Lexical));
    }

    [Fact]
    public async Task Point_without_a_vector_is_found_by_its_words_alone()
    {
        var wordsOnly = Point("printer jams");
        var both = Point("printer jams", Direction(0));
        var store = await StoreOf(wordsOnly, both);

        Assert.Equal([both.ChunkId], await Found(store, Query(null, Direction(0))));
        var hits = await Search(store, Query("printer", Direction(0)));
        Assert.Equal([both.ChunkId, wordsOnly.ChunkId], hits.Select(hit => hit.ChunkId));
        Assert.Null(hits[1].Dense);
    }

    [Theory]
    [InlineData("the and of", true)]
    [InlineData("", true)]
    [InlineData(null, true)]
    [InlineData("the and of", false)]
    [InlineData("?!", false)]
    [InlineData(null, false)]
    public async Task Question_without_a_term_is_answered_by_vectors_alone(string? text, bool hasVector)
    {
        var point = Point("the printer and the scanner of the office", Direction(0));
        var store = await StoreOf(point);
        var hits = await Search(store, Query(text, hasVector ? Direction(0) : null));

        Assert.Equal(hasVector ? [point.ChunkId] : [], hits.Select(hit => hit.ChunkId));
        Assert.All(hits, hit => Assert.Null(hit.Lexical));
    }
}
