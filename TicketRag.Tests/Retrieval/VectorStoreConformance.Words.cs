using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval;

public abstract partial class VectorStoreConformance
{
    [Fact]
    public async Task Words_are_found_in_other_forms_and_identifiers_as_they_are_written()
    {
        var restart = Point("Restarting the printers after a paper jam");
        var error = Point("Scanner shows code E-1042 since firmware 4.2.1");
        var store = await StoreOf(restart, error, Point("Reset a password"));

        Assert.Equal([restart.ChunkId], await Found(store, Query("printer restarts")));
        Assert.Equal([error.ChunkId], await Found(store, Query("E-1042")));
        Assert.Equal([error.ChunkId], await Found(store, Query("4.2.1")));
    }

    [Fact]
    public async Task Rare_word_outweighs_a_common_one()
    {
        var rare = Point("toner smudge");
        var store = await StoreOf([rare, .. Enumerable.Range(0, 10).Select(i => Point($"printer item{i}"))]);
        Assert.Equal(rare.ChunkId, (await Found(store, Query("printer toner")))[0]);
    }

    [Fact]
    public async Task More_of_the_asked_words_rank_higher()
    {
        var all = Point("printer jam paper");
        var two = Point("printer jam coffee");
        var one = Point("printer monitor coffee");
        var store = await StoreOf(one, two, all, Point("keyboard monitor coffee"));
        Assert.Equal([all.ChunkId, two.ChunkId, one.ChunkId], await Found(store, Query("printer jam paper")));
    }

    [Fact]
    public async Task Lexical_scores_are_positive_and_fall_with_the_rank()
    {
        var store = await StoreOf([.. Enumerable.Range(1, 6).Select(i => Point(string.Join(' ', Letters.Take(i)) + " filler"))]);
        var hits = await Search(store, Query(string.Join(' ', Letters)));

        Assert.Equal(6, hits.Count);
        Assert.Equal(Enumerable.Range(1, 6), hits.Select(hit => hit.Lexical!.Rank));
        Assert.All(hits, hit => Assert.True(hit.Lexical!.Score > 0 && hit.Dense is null));
        Assert.Equal(hits.Select(hit => hit.Lexical!.Score).OrderDescending(), hits.Select(hit => hit.Lexical!.Score));
    }
}
