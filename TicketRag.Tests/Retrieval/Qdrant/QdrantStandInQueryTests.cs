namespace TicketRag.Tests.Retrieval.Qdrant;

public sealed class QdrantStandInQueryTests(SampleCollection qdrant) : IClassFixture<SampleCollection>
{
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
    public Task Query_is_refused(string body, int status, string? message) => qdrant.AssertRefusedAsync("POST", "collections/c/points/query", body, status, message);

    [Fact]
    public async Task Dense_query_ranks_by_cosine() =>
        Assert.Equal([("1", 1), ("2", 0.70711), ("3", 0)], await qdrant.QueryAsync("""{"query":[3,0],"using":"dense"}"""));

    [Fact]
    public async Task Sparse_query_weighs_terms_by_idf_over_the_whole_collection() =>
        Assert.Equal(
            [("2", Math.Round(3 * Idf(3, 2), 5)), ("1", Math.Round(Idf(3, 2), 5)), ("3", Math.Round(Idf(3, 2), 5))],
            await qdrant.QueryAsync("""{"query":{"indices":[1,2],"values":[1,1]},"using":"bm25"}"""));

    [Fact]
    public async Task Corpus_narrows_what_idf_is_counted_over() =>
        Assert.Equal(
            [("2", Math.Round(Idf(2, 2) + (2 * Idf(2, 1)), 5)), ("1", Math.Round(Idf(2, 2), 5))],
            await qdrant.QueryAsync("""
                {"query":{"indices":[1,2],"values":[1,1]},"using":"bm25","filter":{"must":[{"key":"org","match":{"value":"a"}}]},
                 "params":{"idf":{"corpus":{"must":[{"key":"org","match":{"value":"a"}}]}}}}
                """));

    [Fact]
    public async Task Fusion_adds_reciprocal_ranks_with_their_weights_and_filters_the_prefetches() =>
        Assert.Equal(
            [("2", Math.Round((1 / ((1 / 1.0) + 59)) + (1 / ((2 / 2.0) + 59)), 5)), ("1", Math.Round(1 / ((1 / 2.0) + 59), 5))],
            await qdrant.QueryAsync("""
                {"prefetch":[{"query":{"indices":[2],"values":[1]},"using":"bm25"},{"query":[1,0],"using":"dense"}],
                 "query":{"rrf":{"k":60,"weights":[1,2]}},"filter":{"must":[{"key":"org","match":{"value":"a"}}]}}
                """));

    [Fact]
    public async Task Limit_and_offset_page_through_a_query()
    {
        Assert.Equal(["1"], (await qdrant.QueryAsync("""{"query":[1,0],"using":"dense","limit":1}""")).Select(found => found.Id));
        Assert.Equal(["2"], (await qdrant.QueryAsync("""{"query":[1,0],"using":"dense","limit":1,"offset":1}""")).Select(found => found.Id));
        Assert.Equal(["1", "2"], (await qdrant.QueryAsync("""{"query":[1,0],"using":"dense","score_threshold":0.5}""")).Select(found => found.Id));
    }

    private static double Idf(int documents, int withTerm) => Math.Log(((documents - withTerm + 0.5) / (withTerm + 0.5)) + 1);
}
