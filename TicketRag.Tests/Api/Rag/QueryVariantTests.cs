using System.Net;
using System.Text.Json;
using TicketRag.StandIns.Ollama;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Rag;

/// <summary>Questions whose own words find nothing, with a model that knows others.</summary>
public sealed class QueryVariantTests(ChatModelFixture models) : IClassFixture<ChatModelFixture>
{
    private const string Text = "The sauna heater is switched on with the red lever behind the stove.";
    private const string Question = "What warms up that wooden sweat bath?";
    private const string OtherWords = """{"queries": ["switch on sauna heater lever", " ", "What warms up that wooden sweat bath?", "sauna stove", "a third", "a fourth"]}""";

    [Fact]
    public async Task Question_is_put_in_other_words_where_its_own_find_nothing()
    {
        var organization = await BeginAsync(OtherWords);
        var reply = await ChatModelFixture.ChatAsync(organization.Admin, Question);
        var record = await RecordAsync(organization, reply);

        Assert.Equal("answered", reply.Text("status"));
        Assert.Contains("red lever", reply.Text("answer"));
        Assert.Equal(["switch on sauna heater lever", "sauna stove"], record.GetProperty("mode").GetProperty("variants").EnumerateArray().Select(variant => variant.GetString()));
        Assert.Equal(["variants", "answer"], record.GetProperty("calls").EnumerateArray().Select(call => call.Text("purpose")));
        Assert.Equal(Question, record.GetProperty("mode").Text("query"));
    }

    [Fact]
    public async Task Model_is_not_asked_where_the_questions_own_words_find_enough()
    {
        var organization = await BeginAsync(OtherWords);
        var record = await RecordAsync(organization, await ChatModelFixture.ChatAsync(organization.Admin, "How is the sauna heater switched on?"));

        Assert.Equal(["answer"], record.GetProperty("calls").EnumerateArray().Select(call => call.Text("purpose")));
    }

    [Fact]
    public async Task Solutions_have_their_problem_put_in_other_words_too()
    {
        var organization = await BeginAsync(OtherWords);
        var solution = (await organization.Admin.PostAsync("/rag/solution", new { description = Question })).Expect(HttpStatusCode.OK);

        Assert.Equal("ready", solution.Text("status"));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("""{"queries": [null, 7]}""")]
    [InlineData("""{"queries": []}""")]
    public async Task Model_that_says_nothing_of_use_leaves_the_question_as_it_is(string reply)
    {
        var organization = await BeginAsync(reply);
        var answer = await ChatModelFixture.ChatAsync(organization.Admin, Question);

        Assert.Equal("abstained", answer.Text("status"));
    }

    [Fact]
    public async Task What_is_in_no_source_stays_unanswered_in_whatever_words()
    {
        var organization = await BeginAsync("""{"queries": ["submarine periscope fog", "periscope lens cleaning"]}""");
        var answer = await ChatModelFixture.ChatAsync(organization.Admin, "Why does the periscope of our submarine fog up?");

        Assert.Equal("abstained", answer.Text("status"));
        Assert.DoesNotContain(models.Model.Requests.Where(request => request.Path == "/api/chat").Select(request => request.Body.GetRawText()), asked => asked.Contains("periscope of our", StringComparison.Ordinal) && asked.Contains("You answer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Model_that_is_too_slow_is_not_waited_for()
    {
        await using var slow = await OllamaStandIn.StartAsync(OllamaStandInModel.Chat(ChatModelFixture.ModelName));
        await using var server = ApiServer.Start("Production", Settings(slow, ("Rag:VariantsTimeout", "00:00:00.050")));
        var organization = await server.NewOrganizationAsync();
        await organization.IngestAsync(Text);
        slow.Faults.Hold();

        var answer = await ChatModelFixture.ChatAsync(organization.Admin, Question);

        Assert.Equal("abstained", answer.Text("status"));
        Assert.Contains("chat: the question was not put in other words within 0.1 s", Degraded(answer));
    }

    [Fact]
    public async Task Switched_off_it_asks_no_model()
    {
        await using var unasked = await OllamaStandIn.StartAsync(OllamaStandInModel.Chat(ChatModelFixture.ModelName));
        await using var server = ApiServer.Start("Production", Settings(unasked, ("Rag:QueryVariants", "0")));
        var organization = await server.NewOrganizationAsync();
        await organization.IngestAsync(Text);

        Assert.Equal("abstained", (await ChatModelFixture.ChatAsync(organization.Admin, Question)).Text("status"));
        Assert.DoesNotContain(unasked.Requests, request => request.Path == "/api/chat");
    }

    private async Task<TestOrganization> BeginAsync(string otherWords)
    {
        var organization = await models.BeginAsync();
        models.Model.Reply = request => request.Messages[0].Content.StartsWith("Write three", StringComparison.Ordinal) ? otherWords : SchemaReply.FromPrompt(request);
        await organization.IngestAsync(Text);
        return organization;
    }

    private static Dictionary<string, string?> Settings(OllamaStandIn model, (string Name, string Value) setting) => new()
    {
        ["ConnectionStrings:chat"] = $"Endpoint={model.Endpoint};Model={ChatModelFixture.ModelName}",
        [setting.Name] = setting.Value,
    };

    private static IEnumerable<string?> Degraded(JsonElement reply) => reply.GetProperty("mode").GetProperty("degraded").EnumerateArray().Select(reason => reason.GetString());

    private static async Task<JsonElement> RecordAsync(TestOrganization organization, JsonElement reply) =>
        (await organization.Admin.GetAsync($"/api/v1/answers/{reply.GetProperty("conversation_id").GetGuid()}")).Expect(HttpStatusCode.OK).GetProperty("answers")[0];
}
