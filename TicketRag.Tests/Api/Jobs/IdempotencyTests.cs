using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Idempotency;
using TicketRag.Core.Persistence;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Jobs;

public sealed class IdempotencyTests(ApiServers servers)
{
    [Fact]
    public async Task The_same_key_answers_with_the_same_job_on_every_route()
    {
        foreach (var send in new Func<ApiClient, Task<ApiReply>>[]
        {
            client => client.PostAsync("/ingest/text/async", new { text_content = "one" }),
            client => client.PostFormAsync("/ingest", ("text_content", "two")),
            client => client.PostFormAsync("/ingest/async", ("text_content", "three"), ("metadata", """{"source":"x"}""")),
            client => client.PostAsync("/ingest/batch", new { messages = new[] { new { text = "four" } } }),
            client => client.PostAsync("/ingest/batch/async", new { messages = new[] { new { text = "five" } } }),
            client => client.PostAsync("/knowledge/ingest-text-async", new { text = "six", source = "docs" }),
        })
        {
            var organization = await servers.Idle.NewOrganizationAsync();
            var client = organization.Admin.With("Idempotency-Key", "order-17");

            var first = (await send(client)).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();

            Assert.Equal(first, (await send(client)).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid());
            Assert.NotEqual(first, (await send(organization.Admin)).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid());
            Assert.Equal(2, (await organization.JobsAsync()).Count);
        }
    }

    [Fact]
    public async Task The_same_key_answers_with_the_same_ticket_comment_attachment_article_and_asset()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var ticket = (await organization.Admin.PostAsync("/api/v1/tickets", new { title = "Jam", description = "It jams." })).Expect(HttpStatusCode.Created).Id();
        var sends = new Func<ApiClient, string, Task<ApiReply>>[]
        {
            (client, text) => client.PostAsync("/api/v1/tickets", new { title = text, description = text, tags = new[] { "a" }, metadata = new { a = 1 } }),
            (client, text) => client.PostAsync($"/api/v1/tickets/{ticket}/comments", new { body = text }),
            (client, text) => client.SendAsync(
                HttpMethod.Post, $"/api/v1/tickets/{ticket}/attachments", UploadForms.Of("a.txt", Encoding.UTF8.GetBytes(text))),
            (client, text) => client.PostAsync("/api/v1/articles", new { title = text, body = text }),
            (client, text) => client.PostAsync("/api/v1/assets", new { name = text, description = text }),
        };
        foreach (var (send, i) in sends.Select((send, i) => (send, i)))
        {
            var client = organization.Admin.With("Idempotency-Key", $"key {i}");

            var first = (await send(client, "one")).Expect(HttpStatusCode.Created).GetRawText();

            Assert.Equal(first, (await send(client, "one")).Expect(HttpStatusCode.Created).GetRawText());
            Assert.NotEqual(first, (await send(organization.Admin, "one")).Expect(HttpStatusCode.Created).GetRawText());
            Assert.Contains("new key", (await send(client, "two")).ExpectDetail(HttpStatusCode.UnprocessableEntity));
            (await send(organization.Admin.With("Idempotency-Key", "\t"), "one")).ExpectInvalid("idempotency-key");
        }
    }

    [Fact]
    public async Task A_key_whose_article_was_deleted_says_so()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var client = organization.Admin.With("Idempotency-Key", "article");
        var request = new { title = "Jam", body = "Open tray 2." };
        var article = (await client.PostAsync("/api/v1/articles", request)).Expect(HttpStatusCode.Created).Id();
        (await client.DeleteAsync($"/api/v1/articles/{article}")).Expect(HttpStatusCode.NoContent);

        Assert.Contains("deleted", (await client.PostAsync("/api/v1/articles", request)).ExpectDetail(HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var client = organization.Admin.With("Idempotency-Key", "order-17");
        (await client.PostAsync("/ingest/text/async", new { text_content = "one" })).Expect(HttpStatusCode.Accepted);

        Assert.Contains("new key", (await client.PostAsync("/ingest/text/async", new { text_content = "two" })).ExpectDetail(HttpStatusCode.UnprocessableEntity));
        Assert.Single(await organization.JobsAsync());
    }

    [Fact]
    public async Task A_key_that_has_run_out_is_as_good_as_new_also_for_the_documents_of_a_batch()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var client = organization.Admin.With("Idempotency-Key", "nightly");
        var first = await SendAsync("last night");
        await using (var scope = servers.Idle.ScopeOf(organization.Id))
        {
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            var yesterday = db.Now - OncePerKey.Lifetime - TimeSpan.FromSeconds(1);
            await db.IdempotencyKeys.ExecuteUpdateAsync(set => set.SetProperty(row => row.CreatedAt, yesterday), TestContext.Current.CancellationToken);
        }

        var second = await SendAsync("tonight");

        Assert.NotEqual(first, second);
        Assert.Equal(2, (await organization.Admin.GetAsync("/api/v1/documents")).Expect(HttpStatusCode.OK).GetProperty("documents").GetArrayLength());

        async Task<Guid> SendAsync(string text) =>
            (await client.PostAsync("/ingest/batch/async", new { messages = new[] { new { text } } })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
    }

    [Fact]
    public async Task Another_organizations_key_is_another_key()
    {
        var one = await servers.Idle.NewOrganizationAsync();
        var other = await servers.Idle.NewOrganizationAsync();

        var first = (await one.Admin.With("Idempotency-Key", "k").PostAsync("/ingest/text/async", new { text_content = "one" })).Expect(HttpStatusCode.Accepted);
        var second = (await other.Admin.With("Idempotency-Key", "k").PostAsync("/ingest/text/async", new { text_content = "two" })).Expect(HttpStatusCode.Accepted);

        Assert.NotEqual(first.GetProperty("job_id").GetGuid(), second.GetProperty("job_id").GetGuid());
    }

    [Fact]
    public async Task Who_waits_gets_the_same_result_twice()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var client = organization.Admin.With("Idempotency-Key", "wait");

        var first = (await client.PostAsync("/ingest/text", new { text_content = "waited for" })).Expect(HttpStatusCode.OK);
        var second = (await client.PostAsync("/ingest/text", new { text_content = "waited for" })).Expect(HttpStatusCode.OK);

        Assert.Equal(first.GetProperty("job_id").GetGuid(), second.GetProperty("job_id").GetGuid());
    }

    [Fact]
    public async Task Requests_at_the_same_moment_make_one_job()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var client = organization.Admin.With("Idempotency-Key", "at once");

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.PostAsync("/ingest/text/async", new { text_content = "one" })));

        Assert.Single(replies.Select(reply => reply.Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid()).Distinct());
        Assert.Single(await organization.JobsAsync());
    }

    [Fact]
    public async Task A_key_that_is_none_is_refused()
    {
        var organization = await servers.Idle.NewOrganizationAsync();

        foreach (var key in new[] { "", new('x', 201) })
        {
            (await organization.Admin.With("Idempotency-Key", key).PostAsync("/ingest/text/async", new { text_content = "one" })).ExpectInvalid("idempotency-key");
        }
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_back_and_lets_others_in()
    {
        await using var server = ApiServer.Start("Production", new Dictionary<string, string?>
        {
            ["Jobs:Queue:MaxPending"] = "3",
            ["Jobs:Queue:RetryAfter"] = "00:00:07",
            ["Jobs:MaxConcurrentJobs"] = "1",
        }, servers.WithoutPump);
        var organization = await server.NewOrganizationAsync();
        var other = await server.NewOrganizationAsync();
        for (var i = 0; i < 3; i++)
        {
            (await organization.Admin.PostAsync("/ingest/text/async", new { text_content = $"text {i}" })).Expect(HttpStatusCode.Accepted);
        }

        var refused = await organization.Admin.PostAsync("/ingest/text/async", new { text_content = "one too many" });

        refused.ExpectProblem(HttpStatusCode.TooManyRequests);
        Assert.Equal(TimeSpan.FromSeconds(7), refused.RetryAfter);
        Assert.Equal(3, (await organization.JobsAsync()).Count);
        (await other.Admin.PostAsync("/ingest/text/async", new { text_content = "mine" })).Expect(HttpStatusCode.Accepted);
    }
}
