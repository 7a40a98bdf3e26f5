namespace TicketRag.Tests.Retrieval.Qdrant;

public sealed class QdrantStandInCollectionTests : IAsyncLifetime
{
    private readonly SampleCollection qdrant = new();

    public ValueTask InitializeAsync() => qdrant.InitializeAsync();

    public ValueTask DisposeAsync() => qdrant.DisposeAsync();

    [Theory]
    [InlineData("PUT", "collections/c", """{"vectors":{}}""", 409, "Wrong input: Collection `c` already exists!")]
    [InlineData("GET", "collections/x", null, 404, "Not found: Collection `x` doesn't exist!")]
    [InlineData("POST", "collections/x/points/count", "{}", 404, "Not found: Collection `x` doesn't exist!")]
    [InlineData("PUT", "collections/d", """{"vectorz":{}}""", 400, null)]
    [InlineData("PUT", "collections/d", """{"vectors":{"dense":{"size":0,"distance":"Cosine"}}}""", 422, "Validation error in JSON body: [vectors.dense.size: value 0 invalid, must be 1 or larger]")]
    [InlineData("PUT", "collections/d", """{"vectors":{"dense":{"size":2}}}""", 400, "Format error in JSON body: missing field `distance`")]
    [InlineData("PUT", "collections/d", """{"vectors":{"dense":{"size":2,"distance":"cosine"}}}""", 400, "Format error in JSON body: unknown variant `cosine`, expected one of `Cosine`, `Euclid`, `Dot`, `Manhattan`")]
    [InlineData("PUT", "collections/d", """{"sparse_vectors":{"bm25":{"modifier":"IDF"}}}""", 400, "Format error in JSON body: unknown variant `IDF`, expected one of `none`, `idf`")]
    [InlineData("PUT", "collections/d", """{"hnsw_config":{"ef_construct":1}}""", 422, "Validation error in JSON body: [hnsw_config.ef_construct: value 1 invalid, must be 4 or larger]")]
    [InlineData("PUT", "collections/a:b", """{"vectors":{}}""", 422, "Validation error in JSON body: [collection_name: collection name cannot contain \":\" char]")]
    [InlineData("PUT", "collections/d", """{"wal_config":{"wal_capacity_mb":1}}""", 501, "The stand-in does not do this: field `wal_config`")]
    [InlineData("PUT", "collections/c/index", """{"field_name":"org"}""", 400, "Wrong input: Unable to infer type for the field 'org'. Please specify `field_type`")]
    [InlineData("PUT", "collections/c/index", """{"field_name":"org","field_schema":{"type":"integer","is_tenant":true}}""", 400, null)]
    [InlineData("PUT", "collections/c/index", """{"field_name":"org","field_schema":"string"}""", 400, null)]
    [InlineData("POST", "collections/aliases", """{"actions":[{"create_alias":{"collection_name":"x","alias_name":"a"}}]}""", 404, "Not found: Collection `x` doesn't exist!")]
    [InlineData("POST", "collections/aliases", """{"actions":[{"create_alias":{"collection_name":"c","alias_name":"c"}}]}""", 409, "Wrong input: Collection `c` already exists!")]
    [InlineData("POST", "collections/aliases", """{"actions":[{"drop_alias":{"alias_name":"c"}}]}""", 400, "Format error in JSON body: data did not match any variant of untagged enum AliasOperations")]
    public Task Collection_request_is_refused(string method, string path, string? body, int status, string? message) => qdrant.AssertRefusedAsync(method, path, body, status, message);

    [Fact]
    public async Task Collection_can_not_take_an_aliases_name_and_loses_its_aliases_when_it_goes()
    {
        await qdrant.OkAsync("POST", "collections/aliases", """{"actions":[{"create_alias":{"collection_name":"c","alias_name":"live"}},{"delete_alias":{"alias_name":"never"}}]}""");
        await qdrant.AssertRefusedAsync("PUT", "collections/live", "{}", 400, "Wrong input: Can't create collection with name live. Alias with the same name already exists");
        Assert.Equal(4, (await qdrant.OkAsync("GET", "collections/live")).GetProperty("points_count").GetInt32());
        Assert.Equal("c", (await qdrant.OkAsync("GET", "collections/live/aliases")).GetProperty("aliases")[0].GetProperty("collection_name").GetString());

        Assert.False((await qdrant.OkAsync("DELETE", "collections/live")).GetBoolean());
        Assert.True((await qdrant.OkAsync("DELETE", "collections/c")).GetBoolean());
        Assert.Equal(0, (await qdrant.OkAsync("GET", "aliases")).GetProperty("aliases").GetArrayLength());
        Assert.False((await qdrant.OkAsync("GET", "collections/live/exists")).GetProperty("exists").GetBoolean());
    }
}
