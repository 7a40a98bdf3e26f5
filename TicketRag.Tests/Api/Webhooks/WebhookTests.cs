using System.Net;
using System.Text.Json;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Webhooks;

public sealed partial class WebhookTests(WebhookFixture fixture) : IClassFixture<WebhookFixture>
{
    private static int _names;

    private readonly string _name = $"hook{Interlocked.Increment(ref _names)}";

    private WebhookReceiver Receiver => fixture.Receiver;

    [Fact]
    public async Task The_end_of_a_job_is_told_signed_and_once()
    {
        var organization = await fixture.Server.NewOrganizationAsync();
        var (_, secret) = await AddAsync(organization, $"/200/{_name}");
        var job = await EnqueueAsync(organization, ScriptedTextHandler.Fail);

        var message = (await Receiver.GetAsync($"/200/{_name}"))[0];

        Assert.True(message.IsSignedBy(secret));
        Assert.False(message.IsSignedBy("whsec_" + Convert.ToBase64String(new byte[32])));
        Assert.StartsWith("TicketRag/", message.Headers["User-Agent"], StringComparison.Ordinal);
        var payload = JsonDocument.Parse(message.Body).RootElement;
        Assert.Equal("job.failed", payload.Text("type"));
        var data = payload.GetProperty("data");
        Assert.Equal(job, data.GetProperty("job_id").GetGuid());
        Assert.Equal(("text_ingestion", "failed", "HTTPError: 404 Not Found"), (data.Text("job_type"), data.Text("status"), data.Text("error_message")));
        Assert.EndsWith("Z", payload.Text("timestamp"));
        await SettleAsync(organization);
        Assert.Single(Receiver.At($"/200/{_name}"), message => message.Body.Contains(job.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_kinds_and_states_that_are_wanted_are_told()
    {
        var organization = await fixture.Server.NewOrganizationAsync();
        await AddAsync(organization, $"/200/{_name}-completed", states: ["completed"]);
        await AddAsync(organization, $"/200/{_name}-batches", kinds: ["batch_ingestion"]);
        await AddAsync(organization, $"/200/{_name}-all");
        await EnqueueAsync(organization, ScriptedTextHandler.Fail);
        await EnqueueAsync(organization, ScriptedTextHandler.Steps);

        await Receiver.GetAsync($"/200/{_name}-all", 2);
        await Receiver.GetAsync($"/200/{_name}-completed");
        await SettleAsync(organization);

        Assert.Equal("job.completed", JsonDocument.Parse(Assert.Single(Receiver.At($"/200/{_name}-completed")).Body).RootElement.Text("type"));
        Assert.Empty(Receiver.At($"/200/{_name}-batches"));
        Assert.Equal(3, Receiver.At($"/200/{_name}-all").Count);
    }

    [Fact]
    public async Task The_log_is_listed_in_pages_and_shows_what_was_sent()
    {
        var organization = await fixture.Server.NewOrganizationAsync();
        var (id, _) = await AddAsync(organization, $"/200/{_name}");
        for (var i = 0; i < 3; i++)
        {
            (await organization.Admin.PostAsync($"/api/v1/webhooks/{id}/test", new { })).Expect(HttpStatusCode.Accepted);
        }

        var messages = await Receiver.GetAsync($"/200/{_name}", 3);
        var first = (await organization.Admin.GetAsync($"/api/v1/webhooks/{id}/deliveries?limit=2")).Expect(HttpStatusCode.OK);
        var second = (await organization.Admin.GetAsync($"/api/v1/webhooks/{id}/deliveries?limit=2&after={first.Text("next")}")).Expect(HttpStatusCode.OK);

        var all = first.GetProperty("deliveries").EnumerateArray().Concat(second.GetProperty("deliveries").EnumerateArray()).Select(delivery => delivery.Id()).ToList();
        Assert.Equal(messages.Select(message => message.Id).Order(), all.Order());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        var one = (await organization.Admin.GetAsync($"/api/v1/webhook-deliveries/{all[0]}")).Expect(HttpStatusCode.OK);
        Assert.Equal("webhook.test", one.GetProperty("payload").Text("type"));
        (await organization.Admin.GetAsync($"/api/v1/webhooks/{id}/deliveries?status=lost")).ExpectInvalid("status");
    }

    [Fact]
    public async Task A_deleted_webhook_hears_nothing()
    {
        var organization = await fixture.Server.NewOrganizationAsync();
        var (id, _) = await AddAsync(organization, $"/200/{_name}");
        await AddAsync(organization, $"/200/{_name}-other");

        Assert.Equal(HttpStatusCode.NoContent, (await organization.Admin.DeleteAsync($"/api/v1/webhooks/{id}")).Status);

        await EnqueueAsync(organization, ScriptedTextHandler.Fail);
        await Receiver.GetAsync($"/200/{_name}-other");
        Assert.Empty(Receiver.At($"/200/{_name}"));
    }

    [Fact]
    public async Task The_message_continues_the_trace_of_the_request()
    {
        const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
        var organization = await fixture.Server.NewOrganizationAsync();
        await AddAsync(organization, $"/200/{_name}");

        (await organization.Admin.With("traceparent", $"00-{TraceId}-00f067aa0ba902b7-01").PostAsync("/ingest/text/async", new { text_content = ScriptedTextHandler.Fail }))
            .Expect(HttpStatusCode.Accepted);

        Assert.Contains(TraceId, (await Receiver.GetAsync($"/200/{_name}"))[0].Headers["traceparent"], StringComparison.Ordinal);
    }

    private async Task<(Guid Id, string Secret)> AddAsync(
        TestOrganization organization, string? path, string? url = null, string[]? kinds = null, string[]? states = null)
    {
        var added = (await organization.Admin.PostAsync("/api/v1/webhooks", new { url = url ?? Receiver.UrlOf(path!), kinds, states })).Expect(HttpStatusCode.Created);
        return (added.GetProperty("webhook").Id(), added.Text("secret")!);
    }

    // A message to a webhook that was registered last is put in after all others before it.
    private async Task SettleAsync(TestOrganization organization)
    {
        await AddAsync(organization, $"/200/{_name}-last", states: ["cancelled"]);
        var job = await EnqueueAsync(organization, ScriptedTextHandler.GoOn);
        await organization.Admin.DeleteAsync($"/jobs/{job}");
        await Receiver.GetAsync($"/200/{_name}-last");
        await organization.SettleAsync();
    }

    private static async Task<Guid> EnqueueAsync(TestOrganization organization, string text) =>
        (await organization.Admin.PostAsync("/ingest/text/async", new { text_content = text })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
}
