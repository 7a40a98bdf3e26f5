using System.Net;
using System.Text.Json;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Rag;

public sealed class QueryTests(ApiServers servers)
{
    [Fact]
    public async Task Question_is_answered_in_the_background()
    {
        var organization = await OrganizationAsync();
        var queued = (await organization.Admin.PostAsync("/api/v1/queries", new { query = "How is the lantern lit?" })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(["status", "job_id"], queued.EnumerateObject().Select(member => member.Name));
        Assert.Equal("queued", queued.Text("status"));
        var answer = await AnswerAsync(organization.Admin, organization, queued.GetProperty("job_id").GetGuid());
        Assert.Equal("finished", answer.Text("status"));
        Assert.Contains("a long match", answer.GetProperty("result").Text("answer"));
        Assert.NotEmpty(answer.GetProperty("result").GetProperty("citations").EnumerateArray());
    }

    [Fact]
    public async Task Same_question_is_one_job_until_a_source_changes()
    {
        var organization = await OrganizationAsync();
        var first = await AskAsync(organization.Admin, "How is the lantern lit?");
        var meanwhile = await AskAsync(organization.Admin, "  How is the\nlantern lit?");
        await AnswerAsync(organization.Admin, organization, first);
        var later = await AskAsync(organization.Admin, "How is the lantern lit?");
        await organization.IngestAsync("The lantern is lit by the porter.");
        var changed = await AskAsync(organization.Admin, "How is the lantern lit?");

        Assert.Equal((first, first), (meanwhile, later));
        Assert.NotEqual(first, changed);
    }

    [Fact]
    public async Task Answer_is_for_its_audience_alone()
    {
        var organization = await OrganizationAsync();
        var customer = await organization.KeyAsync("viewer", "public");
        var agents = await AskAsync(organization.Admin, "How is the lantern lit?");
        var customers = await AskAsync(customer, "How is the lantern lit?");
        await AnswerAsync(organization.Admin, organization, agents);
        var job = (await organization.Admin.GetAsync($"/jobs/{agents}")).Expect(HttpStatusCode.OK);

        Assert.NotEqual(agents, customers);
        (await customer.GetAsync($"/api/v1/queries/{agents}")).ExpectProblem(HttpStatusCode.NotFound);
        (await organization.Admin.GetAsync($"/api/v1/queries/{customers}")).ExpectProblem(HttpStatusCode.NotFound);
        Assert.DoesNotContain("long match", job.GetRawText());
    }

    [Fact]
    public async Task Deleted_source_takes_the_answer_with_it()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var article = (await organization.Admin.PostAsync("/api/v1/articles", new { title = "Xylophone", body = "The xylophone is tuned with a silver hammer." })).Expect(HttpStatusCode.Created).Id();
        await organization.SettleAsync();
        var query = await AskAsync(organization.Admin, "How is the xylophone tuned?");
        Assert.Contains("silver hammer", (await AnswerAsync(organization.Admin, organization, query)).GetRawText());

        (await organization.Admin.DeleteAsync($"/api/v1/articles/{article}")).Expect(HttpStatusCode.NoContent);
        await organization.SettleAsync();

        var gone = (await organization.Admin.GetAsync($"/api/v1/queries/{query}")).Expect(HttpStatusCode.OK);
        Assert.Equal("failed", gone.Text("status"));
        Assert.DoesNotContain("hammer", gone.GetRawText());
        Assert.DoesNotContain("hammer", (await organization.Admin.GetAsync($"/jobs/{query}")).Expect(HttpStatusCode.OK).GetRawText());
    }

    [Fact]
    public async Task Pending_query_says_so_and_what_is_none_is_not_found()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var query = await AskAsync(organization.Admin, "How is the lantern lit?");

        Assert.Equal("queued", (await organization.Admin.GetAsync($"/api/v1/queries/{query}")).Expect(HttpStatusCode.OK).Text("status"));
        (await organization.Admin.GetAsync($"/api/v1/queries/{Guid.CreateVersion7()}")).ExpectProblem(HttpStatusCode.NotFound);
        (await organization.Admin.GetAsync("/api/v1/queries/none")).ExpectProblem(HttpStatusCode.NotFound);
        (await organization.Admin.PostAsync("/api/v1/queries", new { query = " " })).ExpectInvalid("query");
    }

    private async Task<TestOrganization> OrganizationAsync()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        await organization.IngestAsync("The lantern is lit with a long match from below.");
        return organization;
    }

    private static async Task<Guid> AskAsync(ApiClient client, string query) =>
        (await client.PostAsync("/api/v1/queries", new { query })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();

    private static async Task<JsonElement> AnswerAsync(ApiClient client, TestOrganization organization, Guid query)
    {
        await organization.Server.EndOfAsync(organization.Id, query);
        return (await client.GetAsync($"/api/v1/queries/{query}")).Expect(HttpStatusCode.OK);
    }
}
