using System.Net;
using System.Text.Json;
using TicketRag.Tests.Api.Tickets;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Rag;

/// <summary>Conversations without a chat model.</summary>
public sealed class ChatTests(ApiServers servers)
{
    private const string Text = "The sauna heater is switched on with the red lever behind the stove. It takes forty minutes until the sauna is hot.";

    [Fact]
    public async Task Question_is_answered_with_quotes_that_hold()
    {
        var organization = await OrganizationAsync();
        var reply = (await organization.Admin.PostAsync("/rag/chat", new { message = "How do I switch on the sauna heater?" })).Expect(HttpStatusCode.OK);

        Assert.Equal(["answer", "citations", "conversation_id", "status", "mode"], reply.EnumerateObject().Select(member => member.Name));
        Assert.Equal("answered", reply.Text("status"));
        Assert.Contains("red lever", reply.Text("answer"));
        Assert.NotEqual(Guid.Empty, reply.GetProperty("conversation_id").GetGuid());
        Assert.Equal(("knowledge", "extractive"), (reply.GetProperty("mode").Text("route"), reply.GetProperty("mode").Text("answerer")));
        Assert.Equal("hybrid", reply.GetProperty("mode").GetProperty("retrieval").Text("search"));
        await TicketSolutionTests.AssertVerbatimAsync(organization, reply.GetProperty("citations"));
    }

    [Fact]
    public async Task Follow_up_finds_what_it_is_about()
    {
        var organization = await OrganizationAsync();
        await organization.IngestAsync("The harbour crane is lifted by two engines. It takes nine minutes until the crane stands.");
        var first = (await organization.Admin.PostAsync("/rag/chat", new { message = "How do I switch on the sauna heater?" })).Expect(HttpStatusCode.OK);

        var second = (await organization.Admin.PostAsync(
            "/rag/chat", new { message = "And how long does it take?", conversation_id = first.GetProperty("conversation_id").GetGuid() })).Expect(HttpStatusCode.OK);

        Assert.Equal(first.GetProperty("conversation_id").GetGuid(), second.GetProperty("conversation_id").GetGuid());
        Assert.Contains("forty minutes", second.Text("answer"));
        Assert.Contains("sauna", second.GetProperty("mode").Text("query"));
    }

    [Fact]
    public async Task What_is_not_there_is_not_answered_and_the_closest_sources_are_named()
    {
        var organization = await OrganizationAsync();
        var reply = (await organization.Admin.PostAsync("/rag/chat", new { message = "Which colours does the submarine's periscope come in, and is the heater included?" })).Expect(HttpStatusCode.OK);

        Assert.Equal(("abstained", "Not found in your knowledge."), (reply.Text("status"), reply.Text("answer")));
        await TicketSolutionTests.AssertVerbatimAsync(organization, reply.GetProperty("citations"));
    }

    [Fact]
    public async Task Answer_is_explained_without_its_sources_text()
    {
        var organization = await OrganizationAsync();
        var reply = (await organization.Admin.PostAsync("/rag/chat", new { message = "How do I switch on the sauna heater?" })).Expect(HttpStatusCode.OK);
        var explained = (await organization.Admin.GetAsync($"/api/v1/answers/{reply.GetProperty("conversation_id").GetGuid()}")).Expect(HttpStatusCode.OK);

        var answer = Assert.Single(explained.GetProperty("answers").EnumerateArray());
        Assert.Equal(("chat", "answered", "knowledge"), (answer.Text("kind"), answer.Text("status"), answer.GetProperty("mode").Text("route")));
        Assert.True(answer.GetProperty("evidence").GetDouble() > 0);
        var candidate = answer.GetProperty("candidates")[0];
        Assert.Equal((1, 1), (candidate.GetProperty("given_as").GetInt32(), candidate.GetProperty("words").GetProperty("rank").GetInt32()));
        Assert.True(candidate.GetProperty("lexical").GetProperty("score").GetDouble() > 0);
        Assert.Empty(answer.GetProperty("calls").EnumerateArray());
        Assert.All(["model", "prompt_sha256", "prompt_version", "input_tokens", "output_tokens"], member => Assert.Equal(JsonValueKind.Null, answer.GetProperty(member).ValueKind));
        Assert.DoesNotContain("red lever", explained.GetRawText());
    }

    [Fact]
    public async Task Abstention_is_explained_by_what_was_found_and_not_given()
    {
        var organization = await OrganizationAsync();
        var reply = (await organization.Admin.PostAsync("/rag/chat", new { message = "Which colours does the submarine's periscope come in, and is the heater included?" })).Expect(HttpStatusCode.OK);
        var explained = (await organization.Admin.GetAsync($"/api/v1/answers/{reply.GetProperty("conversation_id").GetGuid()}")).Expect(HttpStatusCode.OK);

        var candidate = Assert.Single(explained.GetProperty("answers")[0].GetProperty("candidates").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, candidate.GetProperty("given_as").ValueKind);
    }

    [Fact]
    public async Task Greeting_searches_nothing()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var reply = (await organization.Admin.PostAsync("/rag/chat", new { message = "Hello!" })).Expect(HttpStatusCode.OK);

        Assert.Equal("small_talk", reply.GetProperty("mode").Text("route"));
        Assert.Equal(JsonValueKind.Null, reply.GetProperty("mode").GetProperty("retrieval").ValueKind);
        Assert.Empty(reply.GetProperty("citations").EnumerateArray());
    }

    [Fact]
    public async Task Ticket_is_answered_by_its_number_to_whom_it_belongs()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        await organization.SolvedTicketAsync("Lantern flickers", "The lantern in the hall flickers at night.", "A new wick ended the flickering.", "ann@example.com");
        var ann = await organization.KeyAsync("viewer", "owner:ann@example.com");
        var bob = await organization.KeyAsync("viewer", "owner:bob@example.com");

        foreach (var reader in new[] { organization.Admin, ann })
        {
            var reply = (await reader.PostAsync("/rag/chat", new { message = "How was ticket 1 with the flickering solved?" })).Expect(HttpStatusCode.OK);
            Assert.Equal("ticket", reply.GetProperty("mode").Text("route"));
            Assert.Contains("A new wick ended the flickering.", reply.Text("answer"));
        }

        var refused = (await bob.PostAsync("/rag/chat", new { message = "How was ticket 1 with the flickering solved?" })).Expect(HttpStatusCode.OK);
        Assert.Equal("abstained", refused.Text("status"));
        Assert.DoesNotContain("wick", refused.GetRawText());
    }

    [Fact]
    public async Task Conversation_belongs_to_its_organization_and_its_reader()
    {
        var organization = await OrganizationAsync();
        var conversation = (await organization.Admin.PostAsync("/rag/chat", new { message = "sauna heater lever" })).Expect(HttpStatusCode.OK).GetProperty("conversation_id").GetGuid();
        var customer = await organization.KeyAsync("viewer", "public");
        var stranger = await servers.Production.NewOrganizationAsync();

        foreach (var other in new[] { customer, stranger.Admin })
        {
            (await other.PostAsync("/rag/chat", new { message = "And then?", conversation_id = conversation })).ExpectProblem(HttpStatusCode.NotFound);
        }

        (await organization.Admin.PostAsync("/rag/chat", new { message = "x", conversation_id = Guid.CreateVersion7() })).ExpectProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Deleted_source_is_not_remembered_either()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var article = (await organization.Admin.PostAsync("/api/v1/articles", new { title = "Xylophone", body = "The xylophone is tuned with a silver hammer." })).Expect(HttpStatusCode.Created).Id();
        await organization.SettleAsync();
        var first = (await organization.Admin.PostAsync("/rag/chat", new { message = "How is the xylophone tuned?" })).Expect(HttpStatusCode.OK);
        Assert.Contains("silver hammer", first.Text("answer"));

        (await organization.Admin.DeleteAsync($"/api/v1/articles/{article}")).Expect(HttpStatusCode.NoContent);
        await organization.SettleAsync();
        var second = (await organization.Admin.PostAsync(
            "/rag/chat", new { message = "And what was that?", conversation_id = first.GetProperty("conversation_id").GetGuid() })).Expect(HttpStatusCode.OK);

        Assert.Equal("abstained", second.Text("status"));
        Assert.DoesNotContain("hammer", second.GetRawText());
        Assert.DoesNotContain("xylophone", second.GetRawText());
    }

    [Theory]
    [InlineData("""{"message":"  "}""")]
    [InlineData("""{"message":""}""")]
    public async Task Empty_question_is_refused(string body)
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        (await organization.Admin.PostJsonAsync("/rag/chat", body)).ExpectInvalid("message");
    }

    private async Task<TestOrganization> OrganizationAsync()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        await organization.IngestAsync(Text);
        return organization;
    }
}
