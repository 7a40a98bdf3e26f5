using System.Net;
using System.Text.Json;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Webhooks;

/// <summary>Receivers that do not take what they are sent.</summary>
public sealed partial class WebhookTests
{
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
}
