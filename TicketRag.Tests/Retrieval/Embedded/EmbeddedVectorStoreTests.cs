using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Embedded;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval.Embedded;

public class EmbeddedVectorStoreTests : VectorStoreConformance
{
    private readonly OrganizationId _tenant = OrganizationId.New();

    protected override ValueTask<IVectorStore> CreateStoreAsync() => ValueTask.FromResult<IVectorStore>(new EmbeddedVectorStore(new TextAnalyzer()));

    [Fact]
    public async Task Equal_scores_of_a_channel_are_ordered_by_chunk_id()
    {
        var points = Enumerable.Range(0, 300).Select(i => Point("printer jams", Direction(0)) with { ChunkId = new(i * 7919 % 300, 0, 0, new byte[8]) }).ToArray();
        var store = new EmbeddedVectorStore(new TextAnalyzer());
        await store.PrepareAsync(Space, Cancelled);
        await store.UpsertAsync(_tenant, points, Cancelled);

        var expected = points.Select(point => point.ChunkId).Order().Take(10);
        Assert.Equal(expected, (await store.SearchAsync(_tenant, Query("printer") with { ChannelLimit = 10 }, Cancelled)).Select(hit => hit.ChunkId));
        Assert.Equal(expected, (await store.SearchAsync(_tenant, Query(null, Direction(0)) with { ChannelLimit = 10 }, Cancelled)).Select(hit => hit.ChunkId));
    }

    [Fact]
    public async Task Store_is_not_complete_before_what_the_database_has_was_read()
    {
        var store = new EmbeddedVectorStore(new TextAnalyzer());
        await store.PrepareAsync(Space, Cancelled);
        await store.UpsertAsync(_tenant, [Point("printer jams")], Cancelled);
        Assert.False(await store.IsCompleteAsync(Cancelled));
    }

    [Theory]
    [InlineData("pritner jams", "pritner", "printer")]
    [InlineData("the sinchronisation stops", "sinchronis", "synchronis")]
    [InlineData("printers jam", null, null)]
    [InlineData("E-1043 on the printer", null, null)]
    [InlineData("jan", null, null)]
    [InlineData("quicksilver", null, null)]
    public async Task Word_that_no_chunk_has_is_taken_for_the_most_similar_one_that_chunks_have(string question, string? word, string? term)
    {
        var store = new EmbeddedVectorStore(new TextAnalyzer());
        await store.PrepareAsync(Space, Cancelled);
        await store.UpsertAsync(_tenant, [Point("The printer jams with E-1042"), Point("Synchronisation of calendars"), Point("A sprinter runs")], Cancelled);

        var corrections = await store.CorrectionsAsync(_tenant, Query(question), Cancelled);
        Assert.Equal(word is null ? [] : [KeyValuePair.Create(word, term!)], corrections);
        if (word is not null)
        {
            var found = await store.SearchAsync(_tenant, Query(question) with { Corrections = corrections }, Cancelled);
            Assert.Contains(found, hit => hit.Lexical is not null);
        }
    }

    [Fact]
    public async Task Word_of_chunks_that_the_reader_may_not_see_corrects_nothing()
    {
        var store = new EmbeddedVectorStore(new TextAnalyzer());
        await store.PrepareAsync(Space, Cancelled);
        await store.UpsertAsync(_tenant, [Point("The password is swordfish"), Point("Fish are fresh") with { Audience = Audience.Public }], Cancelled);

        Assert.Empty(await store.CorrectionsAsync(_tenant, Query("swordfisch") with { Reader = Audience.Public }, Cancelled));
        Assert.NotEmpty(await store.CorrectionsAsync(_tenant, Query("swordfisch"), Cancelled));
        Assert.Empty(await store.CorrectionsAsync(OrganizationId.New(), Query("swordfisch"), Cancelled));
    }

    [Fact]
    public async Task Vector_that_is_not_finite_is_refused()
    {
        var store = new EmbeddedVectorStore(new TextAnalyzer());
        await store.PrepareAsync(Space, Cancelled);
        var vector = Direction(0).ToArray();
        vector[3] = float.NaN;
        await Assert.ThrowsAsync<ArgumentException>(() => store.UpsertAsync(_tenant, [Point("text", vector)], Cancelled));
    }

    [Fact]
    public async Task Vector_of_zeros_is_near_to_nothing()
    {
        var store = new EmbeddedVectorStore(new TextAnalyzer());
        await store.PrepareAsync(Space, Cancelled);
        await store.UpsertAsync(_tenant, [Point("text", new float[8])], Cancelled);
        Assert.Equal(0, Assert.Single(await store.SearchAsync(_tenant, Query(null, Direction(0)), Cancelled)).Dense!.Score);
        Assert.Equal(0, Assert.Single(await store.SearchAsync(_tenant, Query(null, new float[8]), Cancelled)).Dense!.Score);
    }

    /// <summary>Every document always has exactly one version, so a reader that misses it or sees two saw a write half done.</summary>
    [Fact]
    public async Task Searches_during_writes_see_each_batch_whole()
    {
        const int Documents = 40;
        var store = new EmbeddedVectorStore(new TextAnalyzer(), compactAfter: 30);
        await store.PrepareAsync(Space, Cancelled);
        var points = Enumerable.Range(0, Documents).Select(i => Point("printer jams", Random(i))).ToArray();
        await store.UpsertAsync(_tenant, points, Cancelled);

        var isWriting = true;
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(
            async () =>
            {
                do
                {
                    var query = Query("printer", Direction(0)) with { Limit = 2 * Documents, ChannelLimit = 2 * Documents };
                    var hits = await store.SearchAsync(_tenant, query, Cancelled);
                    Assert.Equal(Documents, hits.Count);
                    Assert.All(hits, hit => Assert.True(hit.Dense is not null && hit.Lexical is not null));
                }
                while (Volatile.Read(ref isWriting));
            },
            Cancelled)).ToArray();
        for (var round = 0; round < 100; round++)
        {
            var batch = points.Skip(round % 7 * 5).Take(10).Select((point, i) => point with { SearchText = $"printer jams {round}", Vector = Random(round + i) });
            await store.UpsertAsync(_tenant, [.. batch], Cancelled);
        }

        Volatile.Write(ref isWriting, false);
        await Task.WhenAll(readers);
    }
}
