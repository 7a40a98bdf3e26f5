using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Jobs;

public sealed class JobTests(ApiServers servers)
{
    [Fact]
    public async Task Jobs_are_listed_newest_first_filtered_and_limited()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            ids.Insert(0, await EnqueueAsync(organization, $"text {i}"));
        }

        (await organization.Admin.DeleteAsync($"/jobs/{ids[2]}")).Expect(HttpStatusCode.OK);

        foreach (var prefix in new[] { "/jobs", "/api/v1/jobs" })
        {
            Assert.Equal(ids, await IdsAsync(organization, prefix));
            Assert.Equal(ids[..2], await IdsAsync(organization, $"{prefix}?status=pending"));
            Assert.Equal(ids[2..], await IdsAsync(organization, $"{prefix}?status=CANCELLED"));
            Assert.Empty(await IdsAsync(organization, $"{prefix}?status=running"));
            Assert.Empty(await IdsAsync(organization, $"{prefix}?job_type=batch_ingestion"));
            Assert.Equal(ids, await IdsAsync(organization, $"{prefix}?job_type=text_ingestion&limit=10"));
        }

        var page = (await organization.Admin.GetAsync("/jobs?limit=2")).Expect(HttpStatusCode.OK);
        Assert.Equal(2, page.GetProperty("jobs").GetArrayLength());
        Assert.Equal(ids[2..], await IdsAsync(organization, $"/jobs?limit=2&after={page.Text("next")}"));
    }

    [Fact]
    public async Task Stats_count_each_state_and_the_chunks()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        await organization.IngestAsync("One for the statistics.");
        await organization.IngestAsync("Another for the statistics.");

        var stats = (await organization.Admin.GetAsync("/jobs/stats")).Expect(HttpStatusCode.OK);

        Assert.Equal(
            ["total_jobs:2", "pending:0", "running:0", "completed:2", "failed:0", "cancelled:0", "total_chunks_created:2"],
            stats.EnumerateObject().Take(7).Select(member => $"{member.Name}:{member.Value}"));
        Assert.Equal(0.4, stats.GetProperty("throughput").GetProperty("completed_per_minute").GetDouble());
        Assert.Equal(JsonValueKind.Null, stats.GetProperty("oldest_pending_seconds").ValueKind);
        Assert.Equal(1, stats.GetProperty("workers").GetProperty("alive").GetInt32());
        Assert.Equal(3, stats.GetProperty("workers").GetProperty("slots").GetInt32());
    }

    [Fact]
    public async Task Stats_say_how_long_the_oldest_job_waits()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        await EnqueueAsync(organization, "waiting");

        var stats = (await organization.Admin.GetAsync("/api/v1/jobs/stats")).Expect(HttpStatusCode.OK);

        Assert.InRange(stats.GetProperty("oldest_pending_seconds").GetDouble(), 0, 600);
    }

    [Fact]
    public async Task Jobs_are_filtered_by_source_age_and_several_states()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var docs = (await organization.Admin.PostAsync("/knowledge/ingest-text-async", new { text = "a", source = "docs" })).Expect(HttpStatusCode.Accepted)
            .GetProperty("job_id").GetGuid();
        var web = (await organization.Admin.PostAsync("/ingest/text/async", new { text_content = "b", metadata = new { source = "web" } }))
            .Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
        (await organization.Admin.DeleteAsync($"/jobs/{web}")).Expect(HttpStatusCode.OK);
        var created = (await organization.Admin.GetAsync($"/jobs/{web}")).Expect(HttpStatusCode.OK);
        Assert.Equal("web", created.Text("source"));
        var instant = Uri.EscapeDataString(created.Text("created_at")!);

        Assert.Equal([docs], await IdsAsync(organization, "/jobs?source=docs"));
        Assert.Equal([web], await IdsAsync(organization, "/jobs?source=web&status=cancelled,failed"));
        Assert.Equal([web, docs], await IdsAsync(organization, "/jobs?status=cancelled,pending"));
        Assert.Equal([docs], await IdsAsync(organization, $"/jobs?created_before={instant}"));
        Assert.Equal([web], await IdsAsync(organization, $"/jobs?created_after={instant}"));
        (await organization.Admin.GetAsync("/jobs?status=pending,lost")).ExpectInvalid("status");
        (await organization.Admin.GetAsync("/jobs?created_after=yesterday")).ExpectProblem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Every_try_at_a_job_is_told()
    {
        var organization = await servers.Scripted.NewOrganizationAsync();
        var stranger = await servers.Scripted.NewOrganizationAsync();
        var id = await EnqueueAsync(organization, ScriptedTextHandler.Fail);
        await servers.Scripted.EndOfAsync(organization.Id, id);

        var attempts = (await organization.Admin.GetAsync($"/api/v1/jobs/{id}/attempts")).Expect(HttpStatusCode.OK).GetProperty("attempts");

        var attempt = Assert.Single(attempts.EnumerateArray());
        Assert.Equal((1, "failed", "HTTPError: 404 Not Found"), (attempt.GetProperty("claim").GetInt32(), attempt.Text("outcome"), attempt.Text("error_message")));
        (await stranger.Admin.GetAsync($"/api/v1/jobs/{id}/attempts")).ExpectProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_operator_sees_the_workers()
    {
        var reply = await Eventually.SeeAsync(
            async () => (await servers.Production.Operator.GetAsync("/ops/workers")).Expect(HttpStatusCode.OK).GetProperty("workers"),
            workers => workers.GetArrayLength() == 1,
            TestContext.Current.CancellationToken);

        Assert.Equal(Environment.ProcessId, reply[0].GetProperty("process_id").GetInt32());
        Assert.Equal(3, reply[0].GetProperty("slots").GetInt32());
    }

    [Fact]
    public async Task Pending_job_is_cancelled_at_once_and_only_once()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var id = await EnqueueAsync(organization, "never mind");

        var cancelled = (await organization.Admin.DeleteAsync($"/jobs/{id}")).Expect(HttpStatusCode.OK);

        Assert.Equal("cancelled", cancelled.Text("status"));
        Assert.EndsWith("Z", cancelled.Text("completed_at"));
        Assert.Contains("cancelled already", (await organization.Admin.DeleteAsync($"/jobs/{id}")).ExpectDetail(HttpStatusCode.Conflict));
        var ops = (await organization.Admin.GetAsync($"/ops/jobs/{id}")).Expect(HttpStatusCode.OK);
        Assert.Equal("failed", ops.Text("status"));
        Assert.Equal("cancelled", ops.Text("error"));
    }

    [Fact]
    public async Task Running_job_is_asked_to_stop_and_runs_until_it_has()
    {
        var organization = await servers.Scripted.NewOrganizationAsync();
        var id = await EnqueueAsync(organization, ScriptedTextHandler.GoOn);
        var ops = await Eventually.SeeAsync(
            async () => (await organization.Admin.GetAsync($"/ops/jobs/{id}")).Expect(HttpStatusCode.OK),
            job => job.Text("status") == "started",
            TestContext.Current.CancellationToken);
        Assert.Null(ops.Text("ended_at"));
        Assert.False(ops.TryGetProperty("result", out _));

        var asked = (await organization.Admin.DeleteAsync($"/jobs/{id}")).Expect(HttpStatusCode.OK);

        Assert.Equal("running", asked.Text("status"));
        Assert.EndsWith("Z", asked.Text("cancel_requested_at"));
        await servers.Scripted.EndOfAsync(organization.Id, id);
        Assert.Equal("cancelled", (await organization.Admin.GetAsync($"/jobs/{id}")).Body.Text("status"));
    }

    [Fact]
    public async Task Completed_job_cannot_be_cancelled()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var id = (await organization.IngestAsync("Done before you could say no.")).GetProperty("job_id").GetGuid();

        Assert.Contains("completed already", (await organization.Admin.DeleteAsync($"/jobs/{id}")).ExpectDetail(HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("01890000-0000-7000-8000-000000000000")]
    [InlineData("abc-123-def")]
    [InlineData("17")]
    public async Task Job_that_never_was_is_not_found(string id)
    {
        var organization = await servers.Idle.NewOrganizationAsync();

        (await organization.Admin.GetAsync($"/jobs/{id}")).ExpectProblem(HttpStatusCode.NotFound);
        (await organization.Admin.DeleteAsync($"/jobs/{id}")).ExpectProblem(HttpStatusCode.NotFound);
        Assert.Equal("Job not found", (await organization.Admin.GetAsync($"/ops/jobs/{id}")).ExpectDetail(HttpStatusCode.NotFound));
        Assert.Equal("Job not found", (await servers.Idle.Operator.GetAsync($"/ops/jobs/{id}")).ExpectDetail(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Failed_job_says_so_in_the_older_systems_words()
    {
        var organization = await servers.Scripted.NewOrganizationAsync();
        var id = await EnqueueAsync(organization, ScriptedTextHandler.Fail);
        await servers.Scripted.EndOfAsync(organization.Id, id);

        var job = (await organization.Admin.GetAsync($"/ops/jobs/{id}")).Expect(HttpStatusCode.OK);

        Assert.Equal(["id", "status", "enqueued_at", "started_at", "ended_at", "error"], job.EnumerateObject().Select(member => member.Name));
        Assert.Equal("failed", job.Text("status"));
        Assert.Equal("HTTPError: 404 Not Found", job.Text("error"));
    }

    [Fact]
    public async Task Queued_job_has_neither_started_nor_ended()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var id = await EnqueueAsync(organization, "waiting");

        var job = (await servers.Idle.Operator.GetAsync($"/ops/jobs/{id}")).Expect(HttpStatusCode.OK);

        Assert.Equal(["id", "status", "enqueued_at", "started_at", "ended_at"], job.EnumerateObject().Select(member => member.Name));
        Assert.Equal("queued", job.Text("status"));
        Assert.Null(job.Text("started_at"));
        Assert.Null(job.Text("ended_at"));
    }

    [Fact]
    public async Task Operator_sees_a_job_of_the_installation_itself()
    {
        await using var scope = servers.Idle.ScopeOf(OrganizationId.System);
        var id = await scope.ServiceProvider.GetRequiredService<JobGroupCommit>().EnqueueAsync(
            OrganizationId.System, new("unknown_to_this_worker", "{}") { Delay = TimeSpan.FromDays(1) }, TestContext.Current.CancellationToken);
        var organization = await servers.Idle.NewOrganizationAsync();

        var job = (await servers.Idle.Operator.GetAsync($"/ops/jobs/{id}")).Expect(HttpStatusCode.OK);

        Assert.Equal("queued", job.Text("status"));
        (await organization.Admin.GetAsync($"/ops/jobs/{id}")).ExpectDetail(HttpStatusCode.NotFound);
    }

    private static async Task<Guid> EnqueueAsync(TestOrganization organization, string text) =>
        (await organization.Admin.PostAsync("/ingest/text/async", new { text_content = text })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();

    private static async Task<List<Guid>> IdsAsync(TestOrganization organization, string path) =>
        [.. (await organization.Admin.GetAsync(path)).Expect(HttpStatusCode.OK).GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("job_id").GetGuid())];
}
