using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Persistence;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Distributed;

/// <summary>What clients see of jobs is the same whichever of several Apis they ask, and whoever runs the jobs.</summary>
public sealed class TwoApisTests(TwoApisFixture product) : IClassFixture<TwoApisFixture>
{
    [Fact(Timeout = 120_000)]
    public async Task Events_of_a_job_that_a_worker_runs_come_to_the_followers_at_every_api()
    {
        var (organization, elsewhere) = await NewOrganizationAsync();
        await using var here = await EventStream.OpenAsync(organization.Admin, "/api/v1/jobs/events");
        await using var there = await EventStream.OpenAsync(elsewhere, "/api/v1/jobs/events");
        Assert.Equal("ready", (await here.NextAsync())!.Type);
        Assert.Equal("ready", (await there.NextAsync())!.Type);

        var id = await EnqueueAsync(organization.Admin, "told everywhere");

        Assert.Equal(1, (await here.UntilAsync(one => one.IsJob(id, "completed"))).Data.GetProperty("progress").GetDouble());
        await there.UntilAsync(one => one.IsJob(id, "completed"));
        await using var single = await EventStream.OpenAsync(elsewhere, $"/api/v1/jobs/{id}/events");
        Assert.True(Assert.Single(await single.ToEndAsync()).IsJob(id, "completed"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_follower_goes_on_where_it_was_when_its_api_was_restarted()
    {
        var (organization, elsewhere) = await NewOrganizationAsync();
        await using var stream = await EventStream.OpenAsync(elsewhere, "/api/v1/jobs/events");
        await stream.NextAsync();
        var seen = await EnqueueAsync(organization.Admin, "seen");
        await stream.UntilAsync(one => one.IsJob(seen, "completed"));
        var missed = Guid.Empty;

        await product.RestartSecondAsync(async () =>
        {
            missed = await EnqueueAsync(organization.Admin, "missed");
            await product.First.EndOfAsync(organization.Id, missed);
        });

        await using var resumed = await EventStream.OpenAsync(
            product.Second.As(("x-api-key", organization.AdminKey)), "/api/v1/jobs/events", stream.LastEventId);
        await resumed.UntilAsync(one => one.IsJob(missed, "completed"));
    }

    [Fact(Timeout = 120_000)]
    public async Task One_key_at_two_apis_at_the_same_moment_is_one_job()
    {
        var (organization, elsewhere) = await NewOrganizationAsync();
        var clients = new[] { organization.Admin, elsewhere }.Select(client => client.With("Idempotency-Key", "once")).ToList();

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => clients[i % 2].PostAsync("/ingest/text/async", new { text_content = "one" })));

        Assert.Single(replies.Select(reply => reply.Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid()).Distinct());
        Assert.Single(await organization.JobsAsync());
        (await clients[1].PostAsync("/ingest/text/async", new { text_content = "two" })).ExpectProblem(HttpStatusCode.UnprocessableEntity);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_document_is_found_at_every_api_once_its_job_has_ended()
    {
        var (organization, elsewhere) = await NewOrganizationAsync();
        ApiClient[] clients = [organization.Admin, elsewhere];
        foreach (var client in clients)
        {
            // Each has searched before, so that what it remembers is in the way, if anything is.
            await Eventually.SeeAsync(
                async () => (await client.PostAsync("/rag/retrieve", new { query = "heronry" })).Expect(HttpStatusCode.OK),
                reply => reply.GetProperty("mode").GetProperty("degraded").GetArrayLength() == 0, TestContext.Current.CancellationToken);
        }

        var id = await EnqueueAsync(elsewhere, "The heronry stands on piles.");
        await product.First.EndOfAsync(organization.Id, id);

        foreach (var client in clients)
        {
            Assert.Contains("heronry", Assert.Single(await organization.RetrieveAsync("heronry", client)).Text("text"), StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task A_webhook_is_told_once_and_continues_the_trace_of_the_request()
    {
        const string TraceId = "0af7651916cd43dd8448eb211c80319c";
        var (organization, elsewhere) = await NewOrganizationAsync();
        var added = (await elsewhere.PostAsync("/api/v1/webhooks", new { url = product.Receiver.UrlOf("/200/two-apis") })).Expect(HttpStatusCode.Created);
        var client = organization.Admin.With("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");

        var id = await EnqueueAsync(client, "told to a webhook");

        var message = (await product.Receiver.GetAsync("/200/two-apis"))[0];
        Assert.True(message.IsSignedBy(added.Text("secret")!));
        Assert.Contains(TraceId, message.Headers["traceparent"], StringComparison.Ordinal);
        var data = JsonDocument.Parse(message.Body).RootElement.GetProperty("data");
        Assert.Equal(id, data.GetProperty("job_id").GetGuid());
        Assert.Equal(1, data.GetProperty("result").GetProperty("ingested_chunks").GetInt32());
        await organization.SettleAsync();
        Assert.Single(product.Receiver.At("/200/two-apis"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Same_question_at_both_apis_at_once_is_one_job_until_a_source_changes_at_either()
    {
        var (organization, elsewhere) = await NewOrganizationAsync();
        await organization.IngestAsync("The lantern is lit with a long match from below.");
        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => AskAsync(i % 2 == 0 ? organization.Admin : elsewhere)));
        var customers = await AskAsync(await organization.KeyAsync("viewer", "public"));
        await product.First.EndOfAsync(organization.Id, asked[0]);
        var cached = await AskAsync(elsewhere);
        (await elsewhere.PostAsync("/ingest/text", new { text_content = "The lantern is lit by the porter." })).Expect(HttpStatusCode.OK);
        var changed = await AskAsync(organization.Admin);

        Assert.Single(asked.Append(cached).Distinct());
        Assert.Equal(3, asked.Append(customers).Append(changed).Distinct().Count());

        static async Task<Guid> AskAsync(ApiClient client) =>
            (await client.PostAsync("/api/v1/queries", new { query = "How is the lantern lit?" })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
    }

    [Fact(Timeout = 120_000)]
    public async Task Who_waits_to_ask_what_another_asks_at_that_moment_gets_its_answer_even_when_that_comes_first()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (organization, elsewhere) = await NewOrganizationAsync();
        await organization.IngestAsync("The belfry has eight bells.");
        var asked = await AskAsync(organization.Admin);
        await product.First.EndOfAsync(organization.Id, asked);
        await using var scope = product.First.ScopeOf(organization.Id);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var job = await db.Jobs.SingleAsync(row => row.Id == asked, cancellationToken);

        // As if the other's question were still being put in: nobody sees its job until this transaction is committed, and by then it has run.
        await db.Jobs.Where(row => row.Id == asked).ExecuteUpdateAsync(set => set.SetProperty(row => row.CreatedAt, job.CreatedAt.AddDays(-2)), cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.HoldAsync(job.UniqueKey!, cancellationToken);
        var waiting = AskAsync(elsewhere);
        await Eventually.SeeAsync(
            async () => await db.Database.SqlQuery<int>(
                $"SELECT count(*)::int AS \"Value\" FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
                .SingleAsync(cancellationToken),
            waiters => waiters == 1,
            cancellationToken);
        await db.Jobs.Where(row => row.Id == asked).ExecuteUpdateAsync(set => set.SetProperty(row => row.CreatedAt, job.CreatedAt), cancellationToken);
        await write.CommitAsync(cancellationToken);

        Assert.Equal(asked, await waiting);

        static async Task<Guid> AskAsync(ApiClient client) =>
            (await client.PostAsync("/api/v1/queries", new { query = "How many bells has the belfry?" })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
    }

    [Fact(Timeout = 120_000)]
    public async Task First_changes_of_an_organizations_index_at_both_apis_at_once_are_each_made()
    {
        var (organization, elsewhere) = await NewOrganizationAsync();
        ApiClient[] clients = [organization.Admin, elsewhere];

        var replies = await Task.WhenAll(Enumerable.Range(1, 8).Select(days => clients[days % 2].PutAsync("/api/v1/index/recency", new { half_life_days = days })));

        Assert.All(replies, reply => reply.Expect(HttpStatusCode.OK));
        var kept = (await organization.Admin.GetAsync("/api/v1/index")).Expect(HttpStatusCode.OK);
        Assert.Equal(kept.ToString(), (await elsewhere.GetAsync("/api/v1/index")).Expect(HttpStatusCode.OK).ToString());
    }

    [Fact(Timeout = 120_000)]
    public async Task Both_apis_know_the_worker()
    {
        var (organization, elsewhere) = await NewOrganizationAsync();
        foreach (var client in new[] { organization.Admin, elsewhere })
        {
            var stats = await Eventually.SeeAsync(
                async () => (await client.GetAsync("/jobs/stats")).Expect(HttpStatusCode.OK),
                stats => stats.GetProperty("workers").GetProperty("alive").GetInt32() == 1,
                TestContext.Current.CancellationToken);
            Assert.Equal(3, stats.GetProperty("workers").GetProperty("slots").GetInt32());
        }
    }

    private async Task<(TestOrganization Organization, ApiClient Elsewhere)> NewOrganizationAsync()
    {
        var organization = await product.First.NewOrganizationAsync();
        return (organization, product.Second.As(("x-api-key", organization.AdminKey)));
    }

    private static async Task<Guid> EnqueueAsync(ApiClient client, string text) =>
        (await client.PostAsync("/ingest/text/async", new { text_content = text })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
}
