using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using TicketRag.StandIns.Ollama;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Rag;

/// <summary>What explains answers, where a model writes them.</summary>
public sealed partial class AnswerRecordTests(ChatModelFixture models) : IClassFixture<ChatModelFixture>
{
    private const string Text = "The sauna heater is switched on with the red lever behind the stove. It takes forty minutes until the sauna is hot.";
    private const string Question = "How do I switch on the sauna heater?";
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task Chat_is_explained_by_what_was_sent_and_what_came_back()
    {
        var organization = await BeginAsync();
        var reply = await ChatModelFixture.ChatAsync(organization.Admin.With("traceparent", $"00-{Trace}-b7ad6b7169203331-01"), Question);
        var record = await OnlyRecordAsync(organization, reply.GetProperty("conversation_id").GetGuid());

        var call = Assert.Single(record.GetProperty("calls").EnumerateArray());
        Assert.Equal(("answer", ChatModelFixture.ModelName, true), (call.Text("purpose"), call.Text("model"), call.GetProperty("complete").GetBoolean()));
        Assert.Equal(HashOf(models.LastAsked("You answer")), call.Text("prompt_sha256"));
        Assert.Matches("^answer-[0-9a-f]{8}$", call.Text("prompt_version"));
        Assert.Equal((call.Text("prompt_sha256"), call.Text("prompt_version"), call.Text("model")), (record.Text("prompt_sha256"), record.Text("prompt_version"), record.Text("model")));
        Assert.True(record.GetProperty("input_tokens").GetInt64() > 100 && record.GetProperty("output_tokens").GetInt64() > 0);
        Assert.True(record.GetProperty("latency_ms").GetDouble() >= call.GetProperty("latency_ms").GetDouble());
        Assert.Equal((Trace, 0), (record.Text("trace_id"), record.GetProperty("sources_gone").GetInt32()));
        Assert.Equal(Question, record.GetProperty("mode").Text("query"));
        AssertCandidates(record);
    }

    [Fact]
    public async Task Query_and_solutions_are_explained_likewise()
    {
        var organization = await BeginAsync();
        var query = (await organization.Admin.PostAsync("/api/v1/queries", new { query = Question })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
        var ticket = (await organization.OpenTicketAsync(new { title = "Sauna heater", description = Question })).Id();
        await organization.SettleAsync();
        var asked = (await organization.Admin.PostAsync("/rag/solution", new { title = "Sauna heater", description = Question })).Expect(HttpStatusCode.OK);

        foreach (var (subject, kind) in new[] { (query, "query"), (ticket, "solution"), (asked.GetProperty("answer_id").GetGuid(), "solution") })
        {
            var record = await OnlyRecordAsync(organization, subject);
            Assert.Equal((kind, subject), (record.Text("kind"), record.GetProperty("subject_id").GetGuid()));
            Assert.Matches("^(answer|solution)-[0-9a-f]{8}$", record.Text("prompt_version"));
            Assert.Equal((64, 32), (record.Text("prompt_sha256")!.Length, record.Text("trace_id")!.Length));
            Assert.True(record.GetProperty("output_tokens").GetInt64() > 0);
            AssertCandidates(record);
        }
    }

    [Fact]
    public async Task List_has_all_newest_first_in_pages_for_agents_of_the_organization()
    {
        var organization = await BeginAsync();
        var stranger = await models.Server.NewOrganizationAsync();
        await ChatModelFixture.ChatAsync(organization.Admin, Question);
        var second = (await organization.Admin.PostAsync("/rag/solution", new { title = "Sauna heater", description = Question })).Expect(HttpStatusCode.OK).GetProperty("answer_id").GetGuid();

        var page = (await organization.Admin.GetAsync("/api/v1/answers?limit=1")).Expect(HttpStatusCode.OK);
        var next = (await organization.Admin.GetAsync($"/api/v1/answers?limit=1&after={page.Text("next")}")).Expect(HttpStatusCode.OK);
        var chats = (await organization.Admin.GetAsync("/api/v1/answers?kind=chat")).Expect(HttpStatusCode.OK);

        Assert.Equal(second, page.GetProperty("answers")[0].Id());
        Assert.Equal(("chat", null), (next.GetProperty("answers")[0].Text("kind"), next.Text("next")));
        Assert.Equal(next.GetProperty("answers")[0].Id(), Assert.Single(chats.GetProperty("answers").EnumerateArray()).Id());
        Assert.Empty((await stranger.Admin.GetAsync("/api/v1/answers")).Expect(HttpStatusCode.OK).GetProperty("answers").EnumerateArray());
        (await stranger.Admin.GetAsync($"/api/v1/answers/{second}")).ExpectProblem(HttpStatusCode.NotFound);
        (await (await organization.KeyAsync("viewer", "public")).GetAsync($"/api/v1/answers/{second}")).ExpectProblem(HttpStatusCode.Forbidden);
        (await organization.Admin.GetAsync("/api/v1/answers?kind=poem")).ExpectInvalid("kind");
        (await organization.Admin.GetAsync("/api/v1/answers?limit=0")).ExpectInvalid("limit");
    }

    [Fact]
    public async Task Tokens_that_no_model_reported_are_not_made_up()
    {
        var organization = await BeginAsync();
        var steps = JsonSerializer.Serialize("""{"steps":[{"text":"With the red lever.","citations":[{"source":"S1","quote":"switched on with the red lever"}]}]}""");
        models.Model.Faults.AnswerWith($$"""{"model":"qwen3:4b","message":{"role":"assistant","content":{{steps}}},"done":true}""");

        var reply = await ChatModelFixture.ChatAsync(organization.Admin, Question);
        var record = await OnlyRecordAsync(organization, reply.GetProperty("conversation_id").GetGuid());

        Assert.Equal("With the red lever.", reply.Text("answer"));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (record.GetProperty("input_tokens").ValueKind, record.GetProperty("output_tokens").ValueKind));
        Assert.Equal(ChatModelFixture.ModelName, record.Text("model"));
    }

    [Fact]
    public async Task Failed_call_stays_in_the_record_and_the_answerer_says_who_answered()
    {
        var organization = await BeginAsync();
        models.Model.Faults.FailMidStream();
        var reply = await ChatModelFixture.ChatAsync(organization.Admin, Question);
        var record = await OnlyRecordAsync(organization, reply.GetProperty("conversation_id").GetGuid());

        Assert.Equal("extractive", record.GetProperty("mode").Text("answerer"));
        var call = Assert.Single(record.GetProperty("calls").EnumerateArray());
        Assert.Equal((false, JsonValueKind.Null), (call.GetProperty("complete").GetBoolean(), call.GetProperty("output_tokens").ValueKind));
        Assert.Equal(JsonValueKind.Null, record.GetProperty("input_tokens").ValueKind);
    }

    [Fact]
    public async Task Rewriting_is_a_call_of_its_own_and_its_tokens_count()
    {
        var organization = await BeginAsync();
        var first = await ChatModelFixture.ChatAsync(organization.Admin, Question);
        models.Model.Reply = request => request.Messages[0].Content.StartsWith("Rewrite", StringComparison.Ordinal)
            ? """{"question": "How many minutes until the sauna is hot?"}"""
            : SchemaReply.FromPrompt(request);
        var conversation = first.GetProperty("conversation_id").GetGuid();
        await ChatModelFixture.ChatAsync(organization.Admin, "And how long?", conversation);

        var record = (await organization.Admin.GetAsync($"/api/v1/answers/{conversation}")).Expect(HttpStatusCode.OK).GetProperty("answers")[1];

        var calls = record.GetProperty("calls").EnumerateArray().ToList();
        Assert.Equal(["rewrite", "answer"], calls.Select(call => call.Text("purpose")));
        Assert.Equal(HashOf(models.LastAsked("Rewrite")), calls[0].Text("prompt_sha256"));
        Assert.Equal(calls.Sum(call => call.GetProperty("output_tokens").GetInt64()), record.GetProperty("output_tokens").GetInt64());
        Assert.Equal(calls[1].Text("prompt_sha256"), record.Text("prompt_sha256"));
        Assert.Equal("How many minutes until the sauna is hot?\nAnd how long?", record.GetProperty("mode").Text("query"));
    }

    [Fact]
    public async Task What_a_model_was_shown_takes_the_answer_with_it_though_it_was_not_cited()
    {
        const string secret = "The sauna heater has the spare code marmalade on its back.";
        var organization = await BeginAsync();
        var other = (await organization.IngestAsync(secret)).GetProperty("documents")[0].GetGuid();
        models.Model.Reply = request => request.Messages[0].Content.StartsWith("You", StringComparison.Ordinal)
            ? JsonSerializer.Serialize(new { steps = new[] { new { text = "Its code is marmalade.", citations = new[] { new { source = SourceOf(request, "red lever"), quote = "switched on with the red lever" } } } } })
            : "{}";
        var chat = await ChatModelFixture.ChatAsync(organization.Admin, Question);
        var conversation = chat.GetProperty("conversation_id").GetGuid();
        var query = (await organization.Admin.PostAsync("/api/v1/queries", new { query = Question })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
        var ticket = (await organization.OpenTicketAsync(new { title = "Sauna heater", description = Question })).Id();
        await organization.SettleAsync();
        string[] paths = [$"/api/v1/queries/{query}", $"/api/v1/tickets/{ticket}/solution"];
        foreach (var path in paths)
        {
            Assert.Contains("marmalade", (await organization.Admin.GetAsync(path)).Text, StringComparison.Ordinal);
        }

        (await organization.Admin.DeleteAsync($"/api/v1/documents/{other}")).Expect(HttpStatusCode.OK);

        foreach (var path in paths)
        {
            Assert.DoesNotContain("marmalade", (await organization.Admin.GetAsync(path)).Text, StringComparison.Ordinal);
        }

        var before = models.Model.Requests.Count;
        models.Model.Reply = SchemaReply.FromPrompt;
        await ChatModelFixture.ChatAsync(organization.Admin, "And how many minutes does it take until the sauna is hot?", conversation);
        Assert.NotEmpty(models.Model.Requests.Skip(before));
        Assert.DoesNotContain(models.Model.Requests.Skip(before), request => request.Body.GetRawText().Contains("marmalade", StringComparison.Ordinal));
        var explained = (await organization.Admin.GetAsync($"/api/v1/answers/{conversation}")).Expect(HttpStatusCode.OK).GetProperty("answers")[0];
        Assert.Equal((1, JsonValueKind.Null), (explained.GetProperty("sources_gone").GetInt32(), explained.GetProperty("mode").GetProperty("query").ValueKind));
        Assert.DoesNotContain(explained.GetProperty("candidates").EnumerateArray(), candidate => candidate.GetProperty("document_id").GetGuid() == other);
        (await organization.Admin.GetAsync($"/api/v1/answers/{query}")).ExpectProblem(HttpStatusCode.NotFound);
        (await organization.Admin.GetAsync($"/api/v1/answers/{ticket}")).ExpectProblem(HttpStatusCode.NotFound);
    }

    private async Task<TestOrganization> BeginAsync()
    {
        var organization = await models.BeginAsync();
        await organization.IngestAsync(Text);
        return organization;
    }

    private static async Task<JsonElement> OnlyRecordAsync(TestOrganization organization, Guid id)
    {
        var explained = await organization.Admin.GetAsync($"/api/v1/answers/{id}");
        Assert.DoesNotContain("red lever", explained.Text, StringComparison.Ordinal);
        return Assert.Single(explained.Expect(HttpStatusCode.OK).GetProperty("answers").EnumerateArray());
    }

    // One passage, found by both channels and ordered by its words.
    private static void AssertCandidates(JsonElement record)
    {
        var candidate = Assert.Single(record.GetProperty("candidates").EnumerateArray());
        Assert.Equal((1, "text"), (candidate.GetProperty("given_as").GetInt32(), candidate.Text("source_type")));
        foreach (var channel in new[] { "dense", "lexical", "words" })
        {
            Assert.Equal(1, candidate.GetProperty(channel).GetProperty("rank").GetInt32());
            Assert.True(candidate.GetProperty(channel).GetProperty("score").GetDouble() > 0);
        }

        Assert.True(candidate.GetProperty("score").GetDouble() > 0 && candidate.GetProperty("coverage").GetDouble() > 0);
    }

    // As docs/api.md says: what was sent, without the process's own secret.
    private static string HashOf(JsonElement asked) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        Secret().Replace(string.Join('\n', ChatModelFixture.MessagesOf(asked)), "The word  marks"))));

    private static string SourceOf(OllamaChatRequest request, string words)
    {
        var sources = request.Messages[^1].Content.Split("<source id=\"")[1..];
        return sources.First(source => source.Contains(words, StringComparison.Ordinal)).Split('"')[0];
    }

    [GeneratedRegex("The word k[0-9a-f]{20} marks")]
    private static partial Regex Secret();
}
