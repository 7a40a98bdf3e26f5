namespace TicketRag.Tests.Retrieval.Qdrant;

public sealed class QdrantStandInPointTests : IAsyncLifetime
{
    private readonly SampleCollection qdrant = new();

    public ValueTask InitializeAsync() => qdrant.InitializeAsync();

    public ValueTask DisposeAsync() => qdrant.DisposeAsync();

    [Theory]
    [InlineData("""{"point":[]}""", 400, null)]
    [InlineData("{}", 400, "Format error in JSON body: missing field `points`")]
    [InlineData("""{"points":[{"id":1}]}""", 400, "Format error in JSON body: missing field `vector`")]
    [InlineData("""{"points":[{"id":1,"id":2,"vector":{}}]}""", 400, "Format error in JSON body: duplicate field `id`")]
    [InlineData("""{"points":[{"id":"chunk-1","vector":{}}]}""", 400, "Format error in JSON body: value \"chunk-1\" is not a valid point ID, valid values are either an unsigned integer or a UUID")]
    [InlineData("""{"points":[{"id":-1,"vector":{}}]}""", 400, null)]
    [InlineData("""{"points":[{"id":9,"vector":{"dense":[1,2,3]}}]}""", 400, "Wrong input: Vector dimension error: expected dim: 2, got 3")]
    [InlineData("""{"points":[{"id":9,"vector":{"dence":[1,2]}}]}""", 400, "Wrong input: Not existing vector name error: dence")]
    [InlineData("""{"points":[{"id":9,"vector":[1,2]}]}""", 400, "Wrong input: Not existing vector name error: ")]
    [InlineData("""{"points":[{"id":9,"vector":{"dense":["1","2"]}}]}""", 400, "Format error in JSON body: invalid type: string \"1\", expected f32")]
    [InlineData("""{"points":[{"id":9,"vector":{"dense":[1,null]}}]}""", 400, "Format error in JSON body: invalid type: null, expected f32")]
    [InlineData("""{"points":[{"id":9,"vector":{"bm25":[1,2]}}]}""", 400, "Wrong input: Wrong usage of sparse vectors")]
    [InlineData("""{"points":[{"id":9,"vector":{"bm25":{"indices":[1,1],"values":[1,2]}}}]}""", 422, "Validation error in JSON body: [indices: must be unique]")]
    [InlineData("""{"points":[{"id":9,"vector":{"bm25":{"indices":[1],"values":[1,2]}}}]}""", 422, "Validation error in JSON body: [values: must be the same length as indices]")]
    [InlineData("""{"points":[{"id":9,"vector":{"bm25":{"indices":[-1],"values":[1]}}}]}""", 400, "Format error in JSON body: invalid type: integer `-1`, expected u32")]
    [InlineData("""{"points":[{"id":9,"vector":{},"payload":[1]}]}""", 400, "Format error in JSON body: invalid type: sequence, expected a map")]
    public async Task Points_are_refused_and_none_of_them_is_kept(string body, int status, string? message)
    {
        await qdrant.AssertRefusedAsync("PUT", "collections/c/points?wait=true", body, status, message);
        Assert.Equal(4, (await qdrant.OkAsync("POST", "collections/c/points/count", "{}")).GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("""{"points":[1,7]}""", 3)]
    [InlineData("""{"filter":{"must":[{"key":"org","match":{"value":"b"}}]}}""", 2)]
    public async Task Deletion_by_id_or_filter(string body, int left)
    {
        Assert.Equal("completed", (await qdrant.OkAsync("POST", "collections/c/points/delete?wait=true", body)).GetProperty("status").GetString());
        Assert.Equal(left, (await qdrant.OkAsync("POST", "collections/c/points/count", """{"exact":true}""")).GetProperty("count").GetInt32());
        Assert.DoesNotContain("1", body.StartsWith("{\"points") ? (await qdrant.QueryAsync("""{"query":{"indices":[1],"values":[1]},"using":"bm25"}""")).Select(found => found.Id) : []);
    }

    [Fact]
    public async Task Write_without_wait_is_only_acknowledged() =>
        Assert.Equal("acknowledged", (await qdrant.OkAsync("PUT", "collections/c/points", """{"points":[]}""")).GetProperty("status").GetString());
}
