using System.Net;
using System.Text;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Errors;

/// <summary>What clients get wrong, and that they are told so in their own words. In Development, where frameworks say too much.</summary>
public sealed class BadInputTests(ApiServers servers)
{
    private ApiClient Agent => servers.Development.As(("x-api-key", "test-key"));

    [Theory]
    [InlineData("""{"title":"t","description":"d","colour":"red"}""", "'colour' is not known")]
    [InlineData("""{"title":"t","description":"d","Priority":"low"}""", "'Priority' is not known")]
    [InlineData("""{"title":"t","description":"d","need_admin":"yes"}""", "'need_admin' has the wrong type")]
    [InlineData("""{"title":"t","description":"d","priority":"huge"}""", "'priority' has the wrong type, or is none of those allowed")]
    [InlineData("""{"title":"t","description":"d","priority":3}""", "'priority' has the wrong type")]
    [InlineData("""{"title":"t","description":"d","status":"DONE"}""", "'status' has the wrong type, or is none of those allowed")]
    [InlineData("""{"title":5,"description":"d"}""", "'title' has the wrong type")]
    [InlineData("""{"title":"t","description":"d","tags":"one"}""", "'tags' has the wrong type")]
    [InlineData("""{"title":"t","description":"d","tags":[1]}""", "'tags[0]' has the wrong type")]
    [InlineData("""{"title":"\ud800","description":"d"}""", "'title' has the wrong type")]
    [InlineData("""{"description":"d"}""", "missing: 'title'")]
    [InlineData("""{}""", "'title', 'description'")]
    [InlineData("""{"title":null,"description":"d"}""", "'title' must not be null")]
    [InlineData("""{"title":"t","title":"u","description":"d"}""", "'title' is there more than once")]
    [InlineData("""{"title":"t","description":"d","metadata":{"a":1,"a":2}}""", "'a' is there more than once")]
    [InlineData("""{"title":"t",""", "not valid JSON, or ends in the middle")]
    [InlineData("""{"title":"t" "description":"d"}""", "not valid JSON")]
    [InlineData("""[]""", "not the JSON object")]
    [InlineData("\"text\"", "not the JSON object")]
    [InlineData("null", "body is missing")]
    [InlineData("", "body is missing")]
    public async Task Body_that_is_no_ticket_is_refused_with_the_reason(string json, string reason) =>
        Assert.Contains(reason, (await Agent.PostJsonAsync("/api/v1/tickets", json)).ExpectDetail(HttpStatusCode.BadRequest), StringComparison.Ordinal);

    [Theory]
    [InlineData("/ingest/batch", """{"messages":[null]}""", "messages")]
    [InlineData("/ingest/batch", """{"messages":[]}""", "messages")]
    [InlineData("/ingest/batch", """{"messages":[{"text":"a"},{"text":" "}]}""", "messages[1].text")]
    [InlineData("/ingest/batch", """{"messages":[{"text":"a","metadata":[]}]}""", "messages[0].metadata")]
    [InlineData("/ingest/batch", """{"messages":[{"text":"a"}],"metadata":"x"}""", "metadata")]
    [InlineData("/ingest/text", """{"text_content":""}""", "text_content")]
    [InlineData("/ingest/text", """{"text_content":" \n "}""", "text_content")]
    [InlineData("/ingest/text", """{"text_content":"a","metadata":5}""", "metadata")]
    [InlineData("/ingest/text", """{"text_content":"a","metadata":{"source":"\ud800"}}""", "metadata")]
    [InlineData("/knowledge/ingest-text-async", """{"text":""}""", "text")]
    [InlineData("/api/v1/tickets", """{"title":" ","description":"d"}""", "title")]
    [InlineData("/api/v1/tickets", """{"title":"t","description":"d","tags":[null]}""", "tags")]
    [InlineData("/api/v1/tickets", """{"title":"t","description":"d","tags":[""]}""", "tags")]
    [InlineData("/api/v1/tickets", """{"title":"t","description":"d","requester_email":"nobody"}""", "requester_email")]
    [InlineData("/api/v1/tickets", """{"title":"t","description":"d","metadata":"x"}""", "metadata")]
    [InlineData("/api/v1/articles", """{"title":"t","body":"b","tags":[null]}""", "tags")]
    [InlineData("/rag/retrieve", """{"query":""}""", "query")]
    [InlineData("/rag/retrieve", """{"query":"q","top_k":0}""", "top_k")]
    [InlineData("/rag/retrieve", """{"query":"q","filters":{"state":"open"}}""", "filters.state")]
    [InlineData("/rag/retrieve", """{"query":"q","filters":{"tags":[null]}}""", "filters.tags")]
    [InlineData("/rag/solution", """{}""", "ticket_id")]
    [InlineData("/rag/solution", """{"title":" "}""", "ticket_id")]
    public async Task Member_that_is_not_valid_is_named_as_on_the_wire(string route, string json, string member)
    {
        var reason = (await Agent.PostJsonAsync(route, json)).ExpectInvalid(member);

        Assert.DoesNotMatch("[a-z][A-Z]|The field [A-Z]|The [A-Z]", reason);
    }

    [Theory]
    [InlineData("/rag/retrieve", """{"query":"q","source_types":["book"]}""", "source_types[0]")]
    [InlineData("/ingest/text", """{"text_content":"a","metadata":{"deep":[{"\udc00":1}]}}""", "metadata")]
    [InlineData("/rag/retrieve", """{"query":"q","top_k":1.5}""", "top_k")]
    [InlineData("/rag/solution", """{"ticket_id":{}}""", "ticket_id")]
    [InlineData("/ingest/batch", """{"messages":[{"text":5}]}""", "messages[0].text")]
    [InlineData("/ingest/batch", """{"messages":null}""", "messages")]
    public async Task Value_of_the_wrong_type_is_named_where_it_stands(string route, string json, string member) =>
        Assert.Contains($"'{member}'", (await Agent.PostJsonAsync(route, json)).ExpectDetail(HttpStatusCode.BadRequest));

    [Fact]
    public async Task Text_that_is_too_long_is_413_with_the_limit()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var text = new string('x', 1_000_001);
        (string Route, object Body, string Member)[] cases =
        [
            ("/ingest/text/async", new { text_content = text }, "text_content"),
            ("/ingest/batch", new { messages = new[] { new { text } } }, "messages[0].text"),
            ("/knowledge/ingest-text-async", new { text }, "text"),
            ("/api/v1/tickets", new { title = "t", description = text }, "description"),
            ("/api/v1/articles", new { title = "t", body = text }, "body"),
            ("/api/v1/assets", new { name = "n", description = text }, "description"),
            ("/rag/retrieve", new { query = text[..20_001] }, "query"),
            ("/rag/solution", new { description = text[..20_001] }, "description"),
        ];

        foreach (var (route, body, member) in cases)
        {
            Assert.Contains($"'{member}' is too long", (await organization.Admin.PostAsync(route, body)).ExpectDetail(HttpStatusCode.RequestEntityTooLarge));
        }

        Assert.Contains("'text_content' is too long", (await organization.Admin.PostFormAsync("/ingest", ("text_content", text))).ExpectDetail(HttpStatusCode.RequestEntityTooLarge));
        var many = Enumerable.Range(0, 1001).Select(i => new { text = $"message {i}" });
        Assert.Contains("at most 1,000 messages", (await organization.Admin.PostAsync("/ingest/batch", new { messages = many })).ExpectDetail(HttpStatusCode.RequestEntityTooLarge));
        (await organization.Admin.PostAsync("/ingest/text/async", new { text_content = text[1..] })).Expect(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("metadata", "{not json", "JSON object")]
    [InlineData("metadata", "[1]", "JSON object")]
    [InlineData("metadata", """{"a":1,"a":2}""", "JSON object")]
    [InlineData("sync", "perhaps", "true or false")]
    [InlineData("colour", "red", "not known")]
    [InlineData("text_content", "a second one", "more than once")]
    public async Task Form_field_that_is_not_valid_is_named(string field, string value, string reason) =>
        Assert.Contains(reason, (await Agent.PostFormAsync("/ingest", ("text_content", "a text"), (field, value))).ExpectInvalid(field));

    [Theory]
    [InlineData("/api/v1/tickets", """{"title":"a\u0000b","description":"c"}""", "title")]
    [InlineData("/api/v1/tickets", """{"title":"a","description":"c","tags":["x\u0000"]}""", "tags[0]")]
    [InlineData("/ingest/text/async", """{"text_content":"\u0000"}""", "text_content")]
    public async Task Text_with_a_NUL_character_is_refused_on_both_databases(string route, string json, string member)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");

        var detail = (await Agent.SendAsync(HttpMethod.Post, route, body)).ExpectDetail(HttpStatusCode.BadRequest);

        Assert.Contains("NUL character", detail);
        Assert.Contains($"'{member}'", detail);
    }

    [Fact]
    public async Task Form_with_a_NUL_character_is_refused() =>
        Assert.Contains("NUL", (await Agent.PostFormAsync("/ingest", ("text_content", "a\0b"))).ExpectInvalid("text_content"));

    [Theory]
    [InlineData("/ingest")]
    [InlineData("/ingest/async")]
    public async Task Form_without_a_text_says_what_it_wants(string route)
    {
        (await Agent.PostFormAsync(route, ("metadata", "{}"))).ExpectInvalid("text_content");
        (await Agent.PostFormAsync(route, ("text_content", " "))).ExpectInvalid("text_content");
    }

    [Theory]
    [InlineData("/ingest", "application/json", "/ingest/text")]
    [InlineData("/ingest/text", "text/plain", "application/json")]
    [InlineData("/api/v1/tickets", "application/x-www-form-urlencoded", "application/json")]
    [InlineData("/api/v1/tickets", "application/xml", "application/json")]
    public async Task Other_content_types_are_415_with_what_is_wanted(string route, string type, string wanted)
    {
        using var body = new StringContent("""{"text_content":"a"}""", Encoding.UTF8, type);

        Assert.Contains(wanted, (await Agent.SendAsync(HttpMethod.Post, route, body)).ExpectDetail(HttpStatusCode.UnsupportedMediaType));
    }

    [Theory]
    [InlineData("/jobs?limit=0", "limit")]
    [InlineData("/jobs?limit=-5", "limit")]
    [InlineData("/jobs?status=queued", "status")]
    [InlineData("/api/v1/tickets?limit=0", "limit")]
    [InlineData("/api/v1/tickets?status=done", "status")]
    [InlineData("/api/v1/tickets?priority=huge", "priority")]
    [InlineData("/api/v1/articles?limit=0", "limit")]
    [InlineData("/api/v1/assets?limit=0", "limit")]
    public async Task Query_that_is_not_valid_names_the_parameter(string path, string parameter) => (await Agent.GetAsync(path)).ExpectInvalid(parameter);

    [Theory]
    [InlineData("/jobs?limit=many", "limit")]
    [InlineData("/jobs?limit=99999999999", "limit")]
    [InlineData("/jobs?after=yesterday", "after")]
    [InlineData("/jobs?created_after=yesterday", "created_after")]
    [InlineData("/api/v1/tickets?after=yesterday", "after")]
    public async Task Query_of_the_wrong_type_names_the_parameter(string path, string parameter) =>
        Assert.Contains($"'{parameter}'", (await Agent.GetAsync(path)).ExpectDetail(HttpStatusCode.BadRequest));

    [Fact]
    public async Task Limit_above_the_page_size_is_the_page_size() => (await Agent.GetAsync("/jobs?limit=100000")).Expect(HttpStatusCode.OK);
}
