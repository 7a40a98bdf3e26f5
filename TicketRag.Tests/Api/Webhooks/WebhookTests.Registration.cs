using System.Net;
using System.Text.Json;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Webhooks;

/// <summary>Addresses and secrets.</summary>
public sealed partial class WebhookTests
{
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
}
