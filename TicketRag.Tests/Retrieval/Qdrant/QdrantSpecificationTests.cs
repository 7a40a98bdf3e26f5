using System.Text.Json;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Retrieval.Qdrant;

/// <summary>That Qdrant's document is read, and would tell a wrong request. Skipped where the document is absent.</summary>
public sealed class QdrantSpecificationTests
{
    private static IReadOnlyList<string> Query(string body) =>
        QdrantSpecification.Required.Validate("POST", "/collections/c/points/query/batch", "timeout=3", JsonSerializer.Deserialize<JsonElement>(body));

    [Fact]
    public void Hybrid_query_is_described() => Assert.Empty(Query("""
        {"searches":[{"prefetch":[{"query":[0.1,0.2],"using":"dense","limit":50},
                                  {"query":{"indices":[1,7],"values":[1,0.5]},"using":"bm25","limit":50,
                                   "params":{"idf":{"corpus":{"must":[{"key":"organization_id","match":{"value":"o"}}]}}}}],
                      "query":{"rrf":{"k":60,"weights":[1,1]}},"limit":10,"with_payload":["document_id"],
                      "filter":{"must":[{"should":[{"key":"state","match":{"any":["solved"]}},{"is_empty":{"key":"state"}}]}]}}]}
        """));

    [Theory]
    [InlineData("""{"searches":[{"querry":[0.1]}]}""")]
    [InlineData("""{"searches":[{"query":{"rrf":{"k":60,"weight":[1,1]}}}]}""")]
    [InlineData("""{"searches":[{"query":{"rrf":{"k":0}}}]}""")]
    [InlineData("""{"searches":[{"filter":{"must":[{"key":"state","match":{"value":1.5}}]}}]}""")]
    [InlineData("""{"searches":[{"params":{"idf":{"corpus":{"must_be":[]}}}}]}""")]
    [InlineData("""{"searches":[{"limit":0}]}""")]
    [InlineData("""{"search":[]}""")]
    public void Wrong_query_is_told(string body) => Assert.NotEmpty(Query(body));
}
