using System.Net;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Jobs;

public sealed class JobEventTests(ApiServers servers)
{
    [Fact]
    public async Task A_followed_job_tells_its_steps_and_its_end()
    {
        var organization = await servers.Scripted.NewOrganizationAsync();
        var id = await EnqueueAsync(organization, ScriptedTextHandler.Steps);
        await using var stream = await EventStream.OpenAsync(organization.Admin, $"/api/v1/jobs/{id}/events");

        var events = await stream.ToEndAsync();

        Assert.All(events, one => Assert.True(one.IsJob(id)));
        Assert.Equal("completed", events[^1].Data.Text("status"));
        Assert.Equal("done", events[^1].Data.Text("message"));
        Assert.Equal(1, events[^1].Data.GetProperty("progress").GetDouble());
        var steps = events.Where(one => one.Data.Text("status") == "running" && one.Data.Text("stage") is not null).ToList();
        Assert.NotEmpty(steps);
        Assert.All(steps, step =>
        {
            var done = step.Data.GetProperty("processed_items").GetInt32();
            Assert.Equal(done / 4.0, step.Data.GetProperty("progress").GetDouble());
            Assert.Equal($"at step {done}", step.Data.Text("message"));
            Assert.Equal(new[] { "reading", "embedding", "storing" }[done - 1], step.Data.Text("stage"));
        });
        Assert.Equal(events.Count, events.Select(one => one.Id).Distinct().Count());
    }

    [Fact]
    public async Task An_ended_job_is_told_once_and_a_client_that_knows_need_not_come_back()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var id = (await organization.IngestAsync("Told and done.")).GetProperty("job_id").GetGuid();
        await using var stream = await EventStream.OpenAsync(organization.Admin, $"/api/v1/jobs/{id}/events");

        Assert.Equal("completed", Assert.Single(await stream.ToEndAsync()).Data.Text("status"));

        var again = await organization.Admin.With("Last-Event-ID", stream.LastEventId!).GetAsync($"/api/v1/jobs/{id}/events");
        Assert.Equal(HttpStatusCode.NoContent, again.Status);
    }

    [Fact]
    public async Task All_jobs_of_an_organization_are_followed_and_no_others()
    {
        var mine = await servers.Idle.NewOrganizationAsync();
        var theirs = await servers.Idle.NewOrganizationAsync();
        await using var stream = await EventStream.OpenAsync(mine.Admin, "/api/v1/jobs/events");
        Assert.Equal("ready", (await stream.NextAsync())!.Type);
        await EnqueueAsync(theirs, "theirs");
        var id = await EnqueueAsync(mine, "mine");

        Assert.True((await stream.NextAsync())!.IsJob(id, "pending"));

        (await mine.Admin.DeleteAsync($"/jobs/{id}")).Expect(HttpStatusCode.OK);
        Assert.True((await stream.NextAsync())!.IsJob(id, "cancelled"));
    }

    [Fact]
    public async Task A_client_that_lost_the_connection_goes_on_where_it_was()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        string position;
        await using (var stream = await EventStream.OpenAsync(organization.Admin, "/api/v1/jobs/events"))
        {
            await stream.NextAsync();
            var first = await EnqueueAsync(organization, "seen");
            Assert.True((await stream.NextAsync())!.IsJob(first));
            position = stream.LastEventId!;
        }

        var missed = await EnqueueAsync(organization, "missed");
        await using var resumed = await EventStream.OpenAsync(organization.Admin, "/api/v1/jobs/events", position);
        Assert.True((await resumed.NextAsync())!.IsJob(missed, "pending"));
        var next = await EnqueueAsync(organization, "next");
        Assert.True((await resumed.NextAsync())!.IsJob(next, "pending"));
    }

    [Fact]
    public async Task A_silent_stream_sends_comments()
    {
        await using var server = ApiServer.Start("Production", new Dictionary<string, string?> { ["Jobs:Events:KeepAlive"] = "00:00:00.100" });
        var organization = await server.NewOrganizationAsync();
        await using var stream = await EventStream.OpenAsync(organization.Admin, "/api/v1/jobs/events");
        await stream.NextAsync();

        // The parser passes comments over, so they are seen behind its back, by the time that the next event comes.
        var next = stream.NextAsync();
        await Eventually.TrueAsync(
            () => Task.FromResult(stream.Text.Contains(": keep-alive\n\n", StringComparison.Ordinal)), TimeSpan.FromSeconds(30), () => stream.Text,
            TestContext.Current.CancellationToken);
        var id = await EnqueueAsync(organization, "after the silence");

        Assert.True((await next)!.IsJob(id));
    }

    [Fact]
    public async Task An_organization_has_only_so_many_streams()
    {
        await using var server = ApiServer.Start("Production", new Dictionary<string, string?> { ["Jobs:Events:MaxStreams"] = "1" });
        var organization = await server.NewOrganizationAsync();
        var other = await server.NewOrganizationAsync();
        await using var stream = await EventStream.OpenAsync(organization.Admin, "/api/v1/jobs/events");
        await stream.NextAsync();

        var refused = await organization.Admin.GetAsync("/api/v1/jobs/events");

        refused.ExpectProblem(HttpStatusCode.TooManyRequests);
        Assert.NotNull(refused.RetryAfter);
        await using var theirs = await EventStream.OpenAsync(other.Admin, "/api/v1/jobs/events");
        Assert.Equal("ready", (await theirs.NextAsync())!.Type);
    }

    [Theory]
    [InlineData("17")]
    [InlineData("x/1")]
    [InlineData("1/2/3")]
    public async Task An_id_that_is_none_is_refused(string lastEventId)
    {
        var organization = await servers.Idle.NewOrganizationAsync();

        (await organization.Admin.With("Last-Event-ID", lastEventId).GetAsync("/api/v1/jobs/events")).ExpectInvalid("last-event-id");
    }

    [Fact]
    public async Task A_client_from_before_a_gap_is_told_to_read_again()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        await using var stream = await EventStream.OpenAsync(organization.Admin, "/api/v1/jobs/events", "9000000000/1");

        Assert.Equal("reset", (await stream.NextAsync())!.Type);

        var id = await EnqueueAsync(organization, "from here on");
        Assert.True((await stream.NextAsync())!.IsJob(id));
    }

    private static async Task<Guid> EnqueueAsync(TestOrganization organization, string text) =>
        (await organization.Admin.PostAsync("/ingest/text/async", new { text_content = text })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
}
