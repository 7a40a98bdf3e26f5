using System.Net;
using System.Text.Json;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Webhooks;

public sealed class WebhookTests(WebhookFixture fixture) : IClassFixture<WebhookFixture>
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
    public async Task A_receiver_that_stumbles_gets_the_same_message_again()
    {
        var organization = await fixture.Server.NewOrganizationAsync();
        var (id, secret) = await AddAsync(organization, $"/flaky/{_name}");
        await EnqueueAsync(organization, ScriptedTextHandler.Fail);

        var messages = await Receiver.GetAsync($"/flaky/{_name}", 2);

        Assert.Equal(messages[0].Id, messages[1].Id);
        Assert.Equal(messages[0].Body, messages[1].Body);
        Assert.All(messages, message => Assert.True(message.IsSignedBy(secret)));
        var delivery = await DeliveryAsync(organization, id, "delivered");
        Assert.Equal((2, 204, ""), (delivery.GetProperty("attempts").GetInt32(), delivery.GetProperty("response_status").GetInt32(), delivery.Text("error_message")));
    }

    [Fact]
    public async Task A_dead_receiver_is_given_up_and_then_disabled_until_it_is_put_back()
    {
        var organization = await fixture.Server.NewOrganizationAsync();
        var (id, _) = await AddAsync(organization, $"/500/{_name}");
        await EnqueueAsync(organization, ScriptedTextHandler.Fail);
        var failed = await DeliveryAsync(organization, id, "failed");
        Assert.Equal((3, 500, "HTTP 500"), (failed.GetProperty("attempts").GetInt32(), failed.GetProperty("response_status").GetInt32(), failed.Text("error_message")));
        Assert.True((await HookAsync(organization, id)).GetProperty("enabled").GetBoolean());

        await EnqueueAsync(organization, ScriptedTextHandler.Fail);

        var hook = await Eventually.SeeAsync(
            () => HookAsync(organization, id), hook => !hook.GetProperty("enabled").GetBoolean(), TestContext.Current.CancellationToken);
        Assert.Equal("2 deliveries in a row failed, the last with: HTTP 500", hook.Text("disabled_reason"));

        (await organization.Admin.PatchAsync($"/api/v1/webhooks/{id}", new { url = Receiver.UrlOf($"/200/{_name}"), enabled = true })).Expect(HttpStatusCode.OK);
        (await organization.Admin.PostAsync($"/api/v1/webhook-deliveries/{failed.Id()}/redeliver", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(failed.Id(), (await Receiver.GetAsync($"/200/{_name}"))[0].Id);
        await DeliveryAsync(organization, id, "delivered");
    }

    [Fact]
    public async Task A_receiver_that_says_gone_is_disabled_at_once()
    {
        var organization = await fixture.Server.NewOrganizationAsync();
        var (id, _) = await AddAsync(organization, $"/410/{_name}");

        (await organization.Admin.PostAsync($"/api/v1/webhooks/{id}/test", new { })).Expect(HttpStatusCode.Accepted);

        await DeliveryAsync(organization, id, "failed");
        var hook = await HookAsync(organization, id);
        Assert.False(hook.GetProperty("enabled").GetBoolean());
        Assert.Contains("410", hook.Text("disabled_reason"), StringComparison.Ordinal);
        Assert.Single(Receiver.At($"/410/{_name}"));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        var organization = await fixture.Server.NewOrganizationAsync();
        var (id, _) = await AddAsync(organization, $"/redirect/{_name}");

        (await organization.Admin.PostAsync($"/api/v1/webhooks/{id}/test", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal("HTTP 307", (await DeliveryAsync(organization, id, "failed")).Text("error_message"));
        Assert.Empty(Receiver.At("/200/elsewhere"));
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_sign()
    {
        var organization = await fixture.Server.NewOrganizationAsync();
        var (id, old) = await AddAsync(organization, $"/200/{_name}");
        var rotated = (await organization.Admin.PostAsync($"/api/v1/webhooks/{id}/rotate-secret", new { })).Expect(HttpStatusCode.OK);
        var current = rotated.Text("secret")!;
        (await organization.Admin.PostAsync($"/api/v1/webhooks/{id}/test", new { })).Expect(HttpStatusCode.Accepted);

        var message = (await Receiver.GetAsync($"/200/{_name}"))[0];

        Assert.NotEqual(old, current);
        Assert.True(message.IsSignedBy(old));
        Assert.True(message.IsSignedBy(current));
        Assert.Equal("webhook.test", JsonDocument.Parse(message.Body).RootElement.Text("type"));
    }

    [Fact]
    public async Task The_secret_is_shown_once_and_never_again()
    {
        var organization = await fixture.Server.NewOrganizationAsync();
        var (id, secret) = await AddAsync(organization, $"/200/{_name}");

        foreach (var path in new[] { "/api/v1/webhooks", $"/api/v1/webhooks/{id}" })
        {
            Assert.DoesNotContain(secret, (await organization.Admin.GetAsync(path)).Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http://127.0.0.1/hook")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("https://[::ffff:10.0.0.1]/hook")]
    [InlineData("ftp://example.com/hook")]
    [InlineData("https://user:secret@example.com/hook")]
    [InlineData("https://example.com:8443/hook")]
    [InlineData("/hook")]
    public async Task An_address_that_is_not_allowed_is_refused(string url)
    {
        var organization = await fixture.Server.NewOrganizationAsync();

        (await organization.Admin.PostAsync("/api/v1/webhooks", new { url })).ExpectInvalid("url");
    }

    [Fact]
    public async Task A_name_that_leads_to_this_machine_is_refused_when_it_is_sent_to()
    {
        var organization = await fixture.Server.NewOrganizationAsync();
        var (id, _) = await AddAsync(organization, null, "http://localhost/hook");

        (await organization.Admin.PostAsync($"/api/v1/webhooks/{id}/test", new { })).Expect(HttpStatusCode.Accepted);

        var delivery = await DeliveryAsync(organization, id, "failed");
        Assert.Equal((1, "'localhost' is not a public address."), (delivery.GetProperty("attempts").GetInt32(), delivery.Text("error_message")));
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

    private static async Task<JsonElement> HookAsync(TestOrganization organization, Guid id) =>
        (await organization.Admin.GetAsync($"/api/v1/webhooks/{id}")).Expect(HttpStatusCode.OK);

    private static async Task<JsonElement> DeliveryAsync(TestOrganization organization, Guid webhook, string status)
    {
        var list = await Eventually.SeeAsync(
            async () => (await organization.Admin.GetAsync($"/api/v1/webhooks/{webhook}/deliveries?status={status}")).Expect(HttpStatusCode.OK),
            list => list.GetProperty("deliveries").GetArrayLength() > 0,
            TestContext.Current.CancellationToken);
        return list.GetProperty("deliveries")[0];
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
