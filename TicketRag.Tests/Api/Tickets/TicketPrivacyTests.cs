using System.Net;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Tickets;

/// <summary>What customers' keys may learn of tickets: an internal note's canary must not sing anywhere.</summary>
public sealed class TicketPrivacyTests(ApiServers servers)
{
    private const string Canary = "xylocarp";
    private const string Requester = "ann@example.com";

    [Theory]
    [InlineData("public")]
    [InlineData("owner:ann@example.com")]
    [InlineData("owner:bob@example.com")]
    public async Task Internal_note_never_reaches_a_customer(string audience)
    {
        var (organization, ticket) = await WithSecretAsync();
        var customer = await organization.KeyAsync("viewer", audience);

        ApiReply[] replies =
        [
            await customer.PostAsync("/rag/retrieve", new { query = $"{Canary} pump rattles at night", top_k = 100 }),
            await customer.PostAsync("/rag/retrieve", new { query = Canary, top_k = 100 }),
            await customer.PostAsync("/rag/solution", new { title = "Pump rattles at night", description = $"Is it the {Canary}?" }),
            await customer.PostAsync("/rag/solution", new { ticket_id = ticket }),
        ];

        Assert.All(replies, reply => Assert.DoesNotContain("goodwill credit", reply.Text, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(await organization.RetrieveAsync(Canary, customer), found => found.Text("text")!.Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Agents_find_the_internal_note()
    {
        var (organization, _) = await WithSecretAsync();

        Assert.Contains(await organization.RetrieveAsync(Canary), found => found.Text("text")!.Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Customer_sees_their_own_ticket_and_nobody_elses()
    {
        var (organization, ticket) = await WithSecretAsync();
        var ann = await organization.KeyAsync("viewer", "owner:ANN@example.com");
        var bob = await organization.KeyAsync("viewer", "owner:bob@example.com");
        var anyone = await organization.KeyAsync("viewer", "public");

        Assert.NotEmpty(await organization.RetrieveAsync("pump rattles at night", ann));
        Assert.Empty(await organization.RetrieveAsync("pump rattles at night", bob));
        Assert.Empty(await organization.RetrieveAsync("pump rattles at night", anyone));
        (await ann.PostAsync("/rag/solution", new { ticket_id = ticket })).Expect(HttpStatusCode.OK);
        (await bob.PostAsync("/rag/solution", new { ticket_id = ticket })).ExpectProblem(HttpStatusCode.NotFound);
        (await anyone.PostAsync("/rag/solution", new { ticket_id = ticket })).ExpectProblem(HttpStatusCode.NotFound);
    }

    private async Task<(TestOrganization Organization, long Ticket)> WithSecretAsync()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var ticket = await organization.OpenTicketAsync(new { title = "Pump rattles", description = "The pump rattles at night.", requester_email = Requester });
        var path = $"/api/v1/tickets/{ticket.Id()}";
        (await organization.Admin.PostAsync(path + "/comments", new { body = $"Offer the {Canary} goodwill credit, the pump rattles.", @internal = true })).Expect(HttpStatusCode.Created);
        (await organization.Admin.PostAsync(path + "/comments", new { body = "We will look at the pump on Monday." })).Expect(HttpStatusCode.Created);
        (await organization.Admin.PatchAsync(path, new { status = "RESOLVED", resolution = "Tightened the mount of the pump." })).Expect(HttpStatusCode.OK);
        await organization.SettleAsync();
        return (organization, ticket.GetProperty("number").GetInt64());
    }
}
