using System.Net;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Knowledge;

public sealed class AssetTests(ApiServers servers)
{
    [Fact]
    public async Task Asset_is_kept_found_changed_and_deleted()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var added = await organization.Admin.PostAsync(
            "/api/v1/assets", new { name = "Gate motor", kind = "motor", serial = "GM-4471-K", description = "Drives the north gate.", tags = new[] { "gate" } });
        var asset = added.Expect(HttpStatusCode.Created);
        var path = $"/api/v1/assets/{asset.Id()}";
        Assert.Equal(path, added.Location?.OriginalString);
        await organization.SettleAsync();
        Assert.Equal("asset", Assert.Single(await organization.RetrieveAsync("GM-4471-K")).Text("source_type"));

        var changed = (await organization.Admin.PatchAsync(path, new { description = "Drives the south gate." })).Expect(HttpStatusCode.OK);
        await organization.SettleAsync();
        Assert.Equal("GM-4471-K", changed.Text("serial"));
        Assert.Contains("south", Assert.Single(await organization.RetrieveAsync("gate motor")).Text("text"));

        (await organization.Admin.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        await organization.SettleAsync();
        Assert.Empty(await organization.RetrieveAsync("gate motor GM-4471-K"));
        (await organization.Admin.GetAsync(path)).ExpectProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Assets_are_for_agents_only()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var customer = await organization.KeyAsync("viewer", "public");
        (await organization.Admin.PostAsync("/api/v1/assets", new { name = "Vault door", description = "Opens at nine." })).Expect(HttpStatusCode.Created);
        await organization.SettleAsync();

        Assert.Empty(await organization.RetrieveAsync("vault door", customer));
        Assert.Single(await organization.RetrieveAsync("vault door"));
        (await customer.GetAsync("/api/v1/assets")).ExpectProblem(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Change_may_not_blank_what_an_asset_must_have()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var path = $"/api/v1/assets/{(await organization.Admin.PostAsync("/api/v1/assets", new { name = "Crane", description = "Lifts." })).Body.Id()}";

        (await organization.Admin.PatchAsync(path, new { name = " " })).ExpectInvalid("name");
        (await organization.Admin.PatchAsync(path, new { description = "" })).ExpectInvalid("description");
    }
}
