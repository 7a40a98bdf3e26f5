using System.Net;
using TicketRag.Core.Jobs;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Jobs;

public sealed class DeadLetterTests(ApiServers servers)
{
    [Fact]
    public async Task Failed_jobs_are_listed_by_reason_and_run_again_with_their_history_kept()
    {
        var organization = await servers.Scripted.NewOrganizationAsync();
        var ids = new List<Guid>();
        for (var i = 0; i < 2; i++)
        {
            ids.Add(await EnqueueAsync(organization, ScriptedTextHandler.Fail));
            await servers.Scripted.EndOfAsync(organization.Id, ids[i]);
        }

        var reason = Assert.Single((await organization.Admin.GetAsync("/api/v1/jobs/dead-letters")).Expect(HttpStatusCode.OK).GetProperty("reasons").EnumerateArray());
        Assert.Equal(("text_ingestion", "HTTPError: 404 Not Found", 2), (reason.Text("job_type"), reason.Text("reason"), reason.GetProperty("count").GetInt32()));

        (await organization.Admin.PostAsync($"/api/v1/jobs/{ids[0]}/redrive", new { })).Expect(HttpStatusCode.OK);
        await servers.Scripted.EndOfAsync(organization.Id, ids[0]);
        var redriven = (await organization.Admin.PostAsync("/api/v1/jobs/dead-letters/redrive", new { reason = "HTTPError" })).Expect(HttpStatusCode.OK);
        Assert.Equal(2, redriven.GetProperty("redriven").GetInt32());
        await organization.SettleAsync();

        var attempts = (await organization.Admin.GetAsync($"/api/v1/jobs/{ids[0]}/attempts")).Expect(HttpStatusCode.OK).GetProperty("attempts");
        Assert.Equal(3, attempts.GetArrayLength());
        Assert.Equal(0, (await organization.Admin.PostAsync("/api/v1/jobs/dead-letters/redrive", new { reason = "another" })).Expect(HttpStatusCode.OK).GetProperty("redriven").GetInt32());
    }

    [Fact]
    public async Task A_job_that_has_not_failed_is_not_run_again()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var id = await EnqueueAsync(organization, "waiting");

        (await organization.Admin.PostAsync($"/api/v1/jobs/{id}/redrive", new { })).ExpectProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_paused_kind_starts_when_it_is_resumed()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await organization.Admin.PostAsync("/api/v1/jobs/pause?job_type=text_ingestion", new { })).Status);
        var id = await EnqueueAsync(organization, "held back");
        await organization.OpenTicketAsync(new { title = "Not held back", description = "Another kind goes on." });
        var other = Assert.Single(await organization.JobsAsync("job_type=ticket_solution"));
        await servers.Production.EndOfAsync(organization.Id, other.GetProperty("job_id").GetGuid());
        Assert.Equal("pending", (await organization.Admin.GetAsync($"/jobs/{id}")).Expect(HttpStatusCode.OK).Text("status"));

        Assert.Equal(HttpStatusCode.NoContent, (await organization.Admin.PostAsync("/api/v1/jobs/resume?job_type=text_ingestion", new { })).Status);

        await servers.Production.EndOfAsync(organization.Id, id);
        Assert.Equal("completed", (await organization.Admin.GetAsync($"/jobs/{id}")).Expect(HttpStatusCode.OK).Text("status"));
    }

    [Fact]
    public async Task The_operator_lets_a_kind_rest_in_all_organizations()
    {
        await using var server = ApiServer.Start("Production");
        var organization = await server.NewOrganizationAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await server.Operator.PostAsync("/ops/jobs/pause?job_type=url_ingestion", new { })).Status);
        var resting = (await organization.Admin.PostAsync("/knowledge/ingest-url-async", new { url = "http://127.0.0.1:1/" })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
        await organization.IngestAsync("Another kind goes on.");
        Assert.Equal("pending", (await organization.Admin.GetAsync($"/jobs/{resting}")).Expect(HttpStatusCode.OK).Text("status"));

        Assert.Equal(HttpStatusCode.NoContent, (await server.Operator.PostAsync("/ops/jobs/resume?job_type=url_ingestion", new { })).Status);

        Assert.Equal(JobState.Failed, (await server.EndOfAsync(organization.Id, resting)).State);
        (await server.Operator.PostAsync("/ops/jobs/pause?job_type=no_such_kind", new { })).ExpectInvalid("job_type");
        (await server.Operator.PostAsync("/ops/jobs/pause", new { })).ExpectInvalid("job_type");
        (await organization.Admin.PostAsync("/ops/jobs/pause?job_type=url_ingestion", new { })).ExpectProblem(HttpStatusCode.Forbidden);
    }

    private static async Task<Guid> EnqueueAsync(TestOrganization organization, string text) =>
        (await organization.Admin.PostAsync("/ingest/text/async", new { text_content = text })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
}
