using TicketRag.Api;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Errors;

/// <summary>The framework validates public types only, and says nothing of those that it skips: so each is seen to be validated.</summary>
public sealed class RequestValidationTests(ApiServers servers)
{
    // A body that only validation refuses, and the member that it names.
    private static readonly Dictionary<string, (string Route, string Body, string Member)> Violations = new()
    {
        ["OpenTicketRequest"] = ("POST /api/v1/tickets", """{"title":"","description":"d"}""", "title"),
        ["ChangeTicketRequest"] = ("PATCH /api/v1/tickets/1", """{"category":"{101}"}""", "category"),
        ["AddCommentRequest"] = ("POST /api/v1/tickets/1/comments", """{"body":""}""", "body"),
        ["AddArticleRequest"] = ("POST /api/v1/articles", """{"title":"","body":"b"}""", "title"),
        ["ChangeArticleRequest"] = ("PATCH /api/v1/articles/01890000-0000-7000-8000-000000000000", """{"title":""}""", "title"),
        ["AddAssetRequest"] = ("POST /api/v1/assets", """{"name":"","description":"d"}""", "name"),
        ["ChangeAssetRequest"] = ("PATCH /api/v1/assets/01890000-0000-7000-8000-000000000000", """{"name":""}""", "name"),
        ["IngestKnowledgeUrlRequest"] = ("POST /knowledge/ingest-url-async", """{"url":""}""", "url"),
        ["IngestKnowledgeTextRequest"] = ("POST /knowledge/ingest-text-async", """{"text":""}""", "text"),
        ["IngestTextRequest"] = ("POST /ingest/text", """{"text_content":""}""", "text_content"),
        ["IngestBatchRequest"] = ("POST /ingest/batch", """{"messages":[]}""", "messages"),
        ["RetrieveRequest"] = ("POST /rag/retrieve", """{"query":"q","top_k":101}""", "top_k"),
        ["SolutionRequest"] = ("POST /rag/solution", """{"title":"{301}"}""", "title"),
        ["RedriveRequest"] = ("POST /api/v1/jobs/dead-letters/redrive", """{"limit":0}""", "limit"),
        ["AddWebhookRequest"] = ("POST /api/v1/webhooks", """{"url":""}""", "url"),
        ["ChangeWebhookRequest"] = ("PATCH /api/v1/webhooks/01890000-0000-7000-8000-000000000000", """{"url":""}""", "url"),
        ["CreateApiKeyRequest"] = ("POST /api/v1/api-keys", """{"name":""}""", "name"),
        ["ChatRequest"] = ("POST /rag/chat", """{"message":""}""", "message"),
        ["QueryRequest"] = ("POST /api/v1/queries", """{"query":""}""", "query"),
        ["ReindexRequest"] = ("POST /api/v1/index/reindex", """{"max_tokens":5001}""", "max_tokens"),
        ["RecencyRequest"] = ("PUT /api/v1/index/recency", """{"half_life_days":-1}""", "half_life_days"),
        ["CreateOrganizationRequest"] = ("POST /api/v1/organizations", """{"slug":"s","name":""}""", "name"),
    };

    public static TheoryData<string> Requests => [.. RequestTypes().Select(type => type.Name)];

    [Fact]
    public void Every_request_is_public() => Assert.All(RequestTypes(), type => Assert.True(type.IsPublic, type.Name));

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Every_request_is_validated(string request)
    {
        Assert.True(Violations.TryGetValue(request, out var violation), $"A new request: give {nameof(Violations)} a body that only its validation refuses.");
        var organization = await servers.Idle.NewOrganizationAsync();
        var client = request == "CreateOrganizationRequest" ? servers.Idle.Operator : organization.Admin;
        var (method, path) = violation.Route.Split(' ') is [var verb, var rest] ? (verb, rest) : throw new InvalidOperationException(violation.Route);
        var body = violation.Body.Replace("{101}", new('x', 101), StringComparison.Ordinal).Replace("{301}", new('x', 301), StringComparison.Ordinal);

        var reply = await client.SendAsync(new(method), path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Contains($" {violation.Member} ", reply.ExpectInvalid(violation.Member));
    }

    private static IEnumerable<Type> RequestTypes() =>
        typeof(ApiHost).Assembly.GetTypes().Where(type => type.Name.EndsWith("Request", StringComparison.Ordinal));
}
