namespace TicketRag.Tests.Retrieval.Qdrant;

public sealed class QdrantStandInFilterTests(SampleCollection qdrant) : IClassFixture<SampleCollection>
{
    [Theory]
    [InlineData("""{"must":[{"key":"org","match":{"value":"a"}}]}""", "1 2")]
    [InlineData("""{"must":{"key":"n","match":{"value":1}}}""", "1")]
    [InlineData("""{"must":[{"key":"tags","match":{"any":["y","z"]}}]}""", "1")]
    [InlineData("""{"must":[{"key":"org","match":{"except":["a"]}}]}""", "3 u")]
    [InlineData("""{"must_not":[{"key":"org","match":{"value":"a"}}]}""", "3 u")]
    [InlineData("""{"should":[{"key":"n","match":{"value":1}},{"key":"org","match":{"value":"b"}}]}""", "1 3 u")]
    [InlineData("""{"min_should":{"conditions":[{"key":"n","match":{"value":1}},{"key":"org","match":{"value":"a"}}],"min_count":2}}""", "1")]
    [InlineData("""{"must":[{"is_empty":{"key":"state"}}]}""", "1 2 3")]
    [InlineData("""{"must":[{"is_empty":{"key":"tags"}}]}""", "2 3 u")]
    [InlineData("""{"must":[{"is_null":{"key":"state"}}]}""", "2")]
    [InlineData("""{"must":[{"key":"n","range":{"gt":1,"lte":3.5}}]}""", "2 3")]
    [InlineData("""{"must":[{"key":"at","range":{"gte":"2026-01-05T10:00:00+01:00"}}]}""", "3")]
    [InlineData("""{"must":[{"key":"deep.er","match":{"value":true}}]}""", "1")]
    [InlineData("""{"must":[{"has_id":[2,"0190a6de-7b1c-7000-8000-000000000001"]}]}""", "2 u")]
    [InlineData("""{"must":[{"should":[{"key":"n","match":{"value":1}},{"is_empty":{"key":"n"}}]},{"key":"org","match":{"value":"b"}}]}""", "u")]
    public async Task Filter_keeps(string filter, string ids)
    {
        var points = (await qdrant.OkAsync("POST", "collections/c/points/scroll", $$"""{"filter":{{filter}},"with_payload":false}""")).GetProperty("points");
        Assert.Equal(ids, string.Join(' ', points.EnumerateArray().Select(SampleCollection.Id)));
    }

    [Fact]
    public async Task Scroll_shows_what_was_asked_for_and_where_to_go_on()
    {
        var page = await qdrant.OkAsync("POST", "collections/c/points/scroll", """{"limit":2,"offset":2,"with_payload":["org"],"with_vector":["bm25"]}""");
        Assert.Equal("""{"id":2,"payload":{"org":"a"},"vector":{"bm25":{"indices":[1,2],"values":[1,2]}}}""", page.GetProperty("points")[0].GetRawText());
        Assert.Equal("0190a6de-7b1c-7000-8000-000000000001", page.GetProperty("next_page_offset").GetString());
    }
}
