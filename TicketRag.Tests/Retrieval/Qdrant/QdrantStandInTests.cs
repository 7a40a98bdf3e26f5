using System.Net;
using System.Text;
using System.Text.Json;
using TicketRag.StandIns.Qdrant;

namespace TicketRag.Tests.Retrieval.Qdrant;

/// <summary>What the stand-in refuses, in Qdrant's words, and what it computes.</summary>
public sealed class QdrantStandInTests : IAsyncLifetime
{
    private const string Numbers = """
        {"points":[
          {"id":1,"vector":{"dense":[1,0],"bm25":{"indices":[1],"values":[1]}},"payload":{"org":"a","n":1,"tags":["x","y"],"deep":{"er":true}}},
          {"id":2,"vector":{"dense":[1,1],"bm25":{"indices":[1,2],"values":[1,2]}},"payload":{"org":"a","n":2,"tags":[],"state":null}},
          {"id":3,"vector":{"dense":[0,2],"bm25":{"indices":[2],"values":[1]}},"payload":{"org":"b","n":3.5,"at":"2026-01-05T09:00:00Z"}},
          {"id":"0190a6de-7b1c-7000-8000-000000000001","vector":{},"payload":{"org":"b","state":"open"}}
        ]}
        """;

    private readonly HttpClient _http = new();
    private QdrantStandIn _server = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await QdrantStandIn.StartNewAsync();
        _http.BaseAddress = _server.Endpoint;
        _http.DefaultRequestHeaders.Add("api-key", _server.ApiKey);
        await Ok("PUT", "collections/c", """{"vectors":{"dense":{"size":2,"distance":"Cosine"}},"sparse_vectors":{"bm25":{"modifier":"idf"},"plain":{}}}""");
        await Ok("PUT", "collections/c/points?wait=true", Numbers);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<(HttpStatusCode Status, string Body)> Send(string method, string path, string? body, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(new(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, mediaType);
        using var response = await _http.SendAsync(request, Cancelled);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }

    private async Task<JsonElement> Ok(string method, string path, string? body = null)
    {
        var (status, text) = await Send(method, path, body);
        Assert.True(status == HttpStatusCode.OK, text);
        return JsonSerializer.Deserialize<JsonElement>(text).GetProperty("result");
    }

    private async Task AssertRefused(string method, string path, string? body, int status, string message)
    {
        var (got, text) = await Send(method, path, body);
        var error = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("status").GetProperty("error").GetString();
        Assert.Equal((status, message), ((int)got, error));
        Assert.Contains("\"time\":", text);
    }

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
    public Task Collection_request_is_refused(string method, string path, string? body, int status, string? message) => AssertRefusedLike(method, path, body, status, message);

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
        await AssertRefusedLike("PUT", "collections/c/points?wait=true", body, status, message);
        Assert.Equal(4, (await Ok("POST", "collections/c/points/count", "{}")).GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("""{"query":[1,0],"using":"dense","top":3}""", 400, null)]
    [InlineData("""{"query":[1,0],"using":"dense","limit":0}""", 422, "Validation error in JSON body: [query.limit: value 0 invalid, must be 1 or larger]")]
    [InlineData("""{"query":[1,0],"using":"dense","limit":"10"}""", 400, "Format error in JSON body: invalid type: string \"10\", expected usize")]
    [InlineData("""{"query":[1,0],"using":"dense","offset":-1}""", 400, "Format error in JSON body: invalid type: integer `-1`, expected usize")]
    [InlineData("""{"query":[1,0]}""", 400, "Wrong input: Not existing vector name error: ")]
    [InlineData("""{"query":[1,0,0],"using":"dense"}""", 400, "Wrong input: Vector dimension error: expected dim: 2, got 3")]
    [InlineData("""{"query":{"indices":[1],"values":[1]},"using":"dense"}""", 400, "Wrong input: Wrong usage of sparse vectors")]
    [InlineData("""{"query":{"rrf":{"k":60}}}""", 400, "Wrong input: Validation failed: cannot apply Fusion without prefetches")]
    [InlineData("""{"prefetch":[{"query":[1,0],"using":"dense"}],"query":{"rrf":{"k":0}}}""", 422, "Validation error in JSON body: [query.rrf.k: value 0 invalid, must be 1 or larger]")]
    [InlineData("""{"prefetch":[{"query":[1,0],"using":"dense"}],"query":{"rrf":{"weights":[1,2]}}}""", 400, "Wrong input: Validation failed: Number of weights in RRF should match number of pre-fetches: got 2, expected 1")]
    [InlineData("""{"prefetch":[{"query":[1,0],"using":"dense"}],"query":{"fusion":"rff"}}""", 400, "Format error in JSON body: unknown variant `rff`, expected one of `rrf`, `dbsf`")]
    [InlineData("""{"prefetch":[{"query":[1,0],"using":"dense"}]}""", 400, "Wrong input: Validation failed: A query is needed to merge the prefetches. Can't have prefetches without defining a query.")]
    [InlineData("""{"prefetch":[{"query":[1,0],"using":"dense","with_payload":true}],"query":{"fusion":"rrf"}}""", 400, null)]
    [InlineData("""{"query":{"near":[1,0]},"using":"dense"}""", 400, "Format error in JSON body: data did not match any variant of untagged enum QueryInterface")]
    [InlineData("""{"query":{"recommend":{}},"using":"dense"}""", 501, "The stand-in does not do this: query `recommend`")]
    [InlineData("""{"query":[1,0],"using":"dense","params":{"idf":{"scope":{}}}}""", 400, null)]
    [InlineData("""{"query":[1,0],"using":"dense","params":{"idf":"local"}}""", 400, "Format error in JSON body: unknown variant `local`, expected one of `global`")]
    [InlineData("""{"filter":{"most":[]}}""", 400, null)]
    [InlineData("""{"filter":{"must":[{"key":"org"}]}}""", 422, "Validation error in JSON body: [filter: At least one field condition must be specified]")]
    [InlineData("""{"filter":{"must":[{"match":{"value":"a"}}]}}""", 400, "Format error in JSON body: data did not match any variant of untagged enum Condition")]
    [InlineData("""{"filter":{"must":[{"key":"org","match":{"value":1.5}}]}}""", 400, "Format error in JSON body: data did not match any variant of untagged enum ValueVariants")]
    [InlineData("""{"filter":{"must":[{"key":"org","match":{"any":["a",1]}}]}}""", 400, "Format error in JSON body: data did not match any variant of untagged enum AnyVariants")]
    [InlineData("""{"filter":{"must":[{"key":"org","match":{"equals":"a"}}]}}""", 400, "Format error in JSON body: data did not match any variant of untagged enum MatchInterface")]
    [InlineData("""{"filter":{"must":[{"key":"n","range":{"from":1}}]}}""", 400, null)]
    [InlineData("""{"filter":{"min_should":{"conditions":[],"min_count":0}}}""", 422, "Validation error in JSON body: [min_should.min_count: value 0 invalid, must be 1 or larger]")]
    [InlineData("""{"filter":{"must":[{"has_id":["one"]}]}}""", 400, null)]
    [InlineData("""{"filter":{"must":[{"nested":{"key":"a","filter":{}}}]}}""", 501, "The stand-in does not do this: condition `nested`")]
    [InlineData("""{"with_payload":"all"}""", 400, "Format error in JSON body: data did not match any variant of untagged enum WithPayloadInterface")]
    [InlineData("""["query"]""", 400, "Format error in JSON body: invalid type: sequence, expected struct QueryRequest")]
    public Task Query_is_refused(string body, int status, string? message) => AssertRefusedLike("POST", "collections/c/points/query", body, status, message);

    private async Task AssertRefusedLike(string method, string path, string? body, int status, string? message)
    {
        if (message is not null)
        {
            await AssertRefused(method, path, body, status, message);
            return;
        }

        var (got, text) = await Send(method, path, body);
        Assert.Equal(status, (int)got);
        Assert.StartsWith("""{"status":{"error":"Format error in JSON body: """, text);
    }

    [Theory]
    [InlineData("collections/c/points?wiat=true", "Deserialize error in query parameters: unknown field `wiat`")]
    [InlineData("collections/c/points?wait=1", "Deserialize error in query parameters: invalid value `1` of `wait`")]
    [InlineData("collections/c/points?timeout=0", "Deserialize error in query parameters: invalid value `0` of `timeout`")]
    public Task Query_parameter_is_refused(string path, string message) => AssertRefused("PUT", path, """{"points":[]}""", 400, message);

    [Fact]
    public async Task Body_that_is_no_json_is_refused()
    {
        Assert.Contains("Format error in JSON body: ", (await Send("POST", "collections/c/points/count", """{"filter":""")).Body);
        await AssertRefused("POST", "collections/c/points/count", null, 400, "Format error in JSON body: EOF while parsing a value at line 1 column 0");
        Assert.Contains("Content type error", (await Send("POST", "collections/c/points/count", "{}", "text/plain")).Body);
    }

    [Fact]
    public Task Body_over_32_megabytes_is_refused() => AssertRefused(
        "POST", "collections/c/points/count", new string(' ', 32 * 1024 * 1024) + "{}", 400, "JSON payload (33554434 bytes) is larger than allowed (limit: 33554432 bytes).");

    [Fact]
    public async Task Key_is_needed_except_for_health()
    {
        using var stranger = new HttpClient { BaseAddress = _server.Endpoint };
        var refused = await stranger.GetAsync("collections", Cancelled);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Must provide an API key or an Authorization bearer token", await refused.Content.ReadAsStringAsync(Cancelled));
        foreach (var open in (string[])["", "healthz", "livez", "readyz"])
        {
            Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(open, Cancelled)).StatusCode);
        }

        stranger.DefaultRequestHeaders.Authorization = new("Bearer", _server.ApiKey);
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("collections", Cancelled)).StatusCode);
    }

    [Fact]
    public async Task Unknown_route_is_not_found_without_a_body()
    {
        Assert.Equal((HttpStatusCode.NotFound, ""), await Send("POST", "collections/c/points/search", "{}"));
        Assert.Equal((HttpStatusCode.NotFound, ""), await Send("GET", "collection", null));
    }

    [Fact]
    public async Task Collection_can_not_take_an_aliases_name_and_loses_its_aliases_when_it_goes()
    {
        await Ok("POST", "collections/aliases", """{"actions":[{"create_alias":{"collection_name":"c","alias_name":"live"}},{"delete_alias":{"alias_name":"never"}}]}""");
        await AssertRefused("PUT", "collections/live", "{}", 400, "Wrong input: Can't create collection with name live. Alias with the same name already exists");
        Assert.Equal(4, (await Ok("GET", "collections/live")).GetProperty("points_count").GetInt32());
        Assert.Equal("c", (await Ok("GET", "collections/live/aliases")).GetProperty("aliases")[0].GetProperty("collection_name").GetString());

        Assert.False((await Ok("DELETE", "collections/live")).GetBoolean());
        Assert.True((await Ok("DELETE", "collections/c")).GetBoolean());
        Assert.Equal(0, (await Ok("GET", "aliases")).GetProperty("aliases").GetArrayLength());
        Assert.False((await Ok("GET", "collections/live/exists")).GetProperty("exists").GetBoolean());
    }

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
        var points = (await Ok("POST", "collections/c/points/scroll", $$"""{"filter":{{filter}},"with_payload":false}""")).GetProperty("points");
        Assert.Equal(ids, string.Join(' ', points.EnumerateArray().Select(Id)));
    }

    private static string Id(JsonElement point) => point.GetProperty("id") is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : "u";

    private async Task<IReadOnlyList<(string Id, double Score)>> Query(string body) =>
        [.. (await Ok("POST", "collections/c/points/query", body)).GetProperty("points").EnumerateArray()
            .Select(point => (Id(point), Math.Round(point.GetProperty("score").GetDouble(), 5)))];

    [Fact]
    public async Task Dense_query_ranks_by_cosine() =>
        Assert.Equal([("1", 1), ("2", 0.70711), ("3", 0)], await Query("""{"query":[3,0],"using":"dense"}"""));

    [Fact]
    public async Task Sparse_query_weighs_terms_by_idf_over_the_whole_collection() =>
        Assert.Equal(
            [("2", Math.Round(3 * Idf(3, 2), 5)), ("1", Math.Round(Idf(3, 2), 5)), ("3", Math.Round(Idf(3, 2), 5))],
            await Query("""{"query":{"indices":[1,2],"values":[1,1]},"using":"bm25"}"""));

    [Fact]
    public async Task Corpus_narrows_what_idf_is_counted_over() =>
        Assert.Equal(
            [("2", Math.Round(Idf(2, 2) + (2 * Idf(2, 1)), 5)), ("1", Math.Round(Idf(2, 2), 5))],
            await Query("""
                {"query":{"indices":[1,2],"values":[1,1]},"using":"bm25","filter":{"must":[{"key":"org","match":{"value":"a"}}]},
                 "params":{"idf":{"corpus":{"must":[{"key":"org","match":{"value":"a"}}]}}}}
                """));

    private static double Idf(int documents, int withTerm) => Math.Log(((documents - withTerm + 0.5) / (withTerm + 0.5)) + 1);

    [Fact]
    public async Task Fusion_adds_reciprocal_ranks_with_their_weights_and_filters_the_prefetches() =>
        Assert.Equal(
            [("2", Math.Round((1 / ((1 / 1.0) + 59)) + (1 / ((2 / 2.0) + 59)), 5)), ("1", Math.Round(1 / ((1 / 2.0) + 59), 5))],
            await Query("""
                {"prefetch":[{"query":{"indices":[2],"values":[1]},"using":"bm25"},{"query":[1,0],"using":"dense"}],
                 "query":{"rrf":{"k":60,"weights":[1,2]}},"filter":{"must":[{"key":"org","match":{"value":"a"}}]}}
                """));

    [Fact]
    public async Task Limit_and_offset_page_through_a_query()
    {
        Assert.Equal(["1"], (await Query("""{"query":[1,0],"using":"dense","limit":1}""")).Select(found => found.Id));
        Assert.Equal(["2"], (await Query("""{"query":[1,0],"using":"dense","limit":1,"offset":1}""")).Select(found => found.Id));
        Assert.Equal(["1", "2"], (await Query("""{"query":[1,0],"using":"dense","score_threshold":0.5}""")).Select(found => found.Id));
    }

    [Fact]
    public async Task Scroll_shows_what_was_asked_for_and_where_to_go_on()
    {
        var page = await Ok("POST", "collections/c/points/scroll", """{"limit":2,"offset":2,"with_payload":["org"],"with_vector":["bm25"]}""");
        Assert.Equal("""{"id":2,"payload":{"org":"a"},"vector":{"bm25":{"indices":[1,2],"values":[1,2]}}}""", page.GetProperty("points")[0].GetRawText());
        Assert.Equal("0190a6de-7b1c-7000-8000-000000000001", page.GetProperty("next_page_offset").GetString());
    }

    [Theory]
    [InlineData("""{"points":[1,7]}""", 3)]
    [InlineData("""{"filter":{"must":[{"key":"org","match":{"value":"b"}}]}}""", 2)]
    public async Task Deletion_by_id_or_filter(string body, int left)
    {
        Assert.Equal("completed", (await Ok("POST", "collections/c/points/delete?wait=true", body)).GetProperty("status").GetString());
        Assert.Equal(left, (await Ok("POST", "collections/c/points/count", """{"exact":true}""")).GetProperty("count").GetInt32());
        Assert.DoesNotContain("1", body.StartsWith("{\"points") ? (await Query("""{"query":{"indices":[1],"values":[1]},"using":"bm25"}""")).Select(found => found.Id) : []);
    }

    [Fact]
    public async Task Write_without_wait_is_only_acknowledged() =>
        Assert.Equal("acknowledged", (await Ok("PUT", "collections/c/points", """{"points":[]}""")).GetProperty("status").GetString());

    [Fact]
    public async Task Data_survive_a_stop_and_a_start()
    {
        await _server.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetAsync("collections/c", Cancelled));
        await _server.StartAsync();
        Assert.Equal(4, (await Ok("GET", "collections/c")).GetProperty("points_count").GetInt32());
    }

    [Fact]
    public async Task Requests_are_recorded()
    {
        await Ok("POST", "collections/c/points/count", """{"exact":false}""");
        var last = _server.Requests[^1];
        Assert.Equal("POST /collections/c/points/count", last.ToString());
        Assert.False(last.Body!.Value.GetProperty("exact").GetBoolean());
        Assert.Equal(3, _server.Requests.Count);
    }
}
