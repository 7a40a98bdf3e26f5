using System.Net;
using TicketRag.Core.Tickets;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Tickets;

public sealed class TicketStatusTests(ApiServers servers)
{
    // The graph as the contract draws it, and what leads to each status.
    private static readonly Dictionary<string, string[]> Graph = new()
    {
        ["open"] = ["ACCEPTED", "RESOLVED"],
        ["ACCEPTED"] = ["IN_PROGRESS", "RESOLVED"],
        ["IN_PROGRESS"] = ["PENDING", "RESOLVED"],
        ["PENDING"] = ["IN_PROGRESS", "RESOLVED"],
        ["RESOLVED"] = ["CLOSED", "open"],
        ["CLOSED"] = ["open"],
    };

    private static readonly Dictionary<string, string[]> Way = new()
    {
        ["open"] = [],
        ["ACCEPTED"] = ["ACCEPTED"],
        ["IN_PROGRESS"] = ["ACCEPTED", "IN_PROGRESS"],
        ["PENDING"] = ["ACCEPTED", "IN_PROGRESS", "PENDING"],
        ["RESOLVED"] = ["RESOLVED"],
        ["CLOSED"] = ["RESOLVED", "CLOSED"],
    };

    public static TheoryData<string, string> Pairs =>
        [.. Graph.Keys.SelectMany(from => Graph.Keys.Where(to => to != from).Select(to => new TheoryDataRow<string, string>(from, to)))];

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Status_follows_the_graph_or_says_what_is_allowed(string from, string to)
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var path = $"/api/v1/tickets/{(await organization.OpenTicketAsync(new { title = "Pair", description = $"{from} to {to}" })).Id()}";
        foreach (var step in Way[from])
        {
            (await organization.Admin.PatchAsync(path, new { status = step, resolution = "Done." })).Expect(HttpStatusCode.OK);
        }

        var reply = await organization.Admin.PatchAsync(path, new { status = to.ToLowerInvariant(), resolution = "Done." });

        if (Graph[from].Contains(to))
        {
            Assert.Equal(to, reply.Expect(HttpStatusCode.OK).Text("status"));
        }
        else
        {
            var refused = reply.ExpectProblem(HttpStatusCode.Conflict);
            Assert.Equal(Graph[from], refused.GetProperty("allowed").EnumerateArray().Select(status => status.GetString()));
            Assert.Equal(from, (await organization.Admin.GetAsync(path)).Body.Text("status"));
        }
    }

    [Theory]
    [InlineData("low", 24, 168)]
    [InlineData("normal", 8, 72)]
    [InlineData("high", 4, 24)]
    [InlineData("urgent", 1, 4)]
    public async Task Accepting_sets_the_due_times_of_the_priority(string priority, int response, int resolution)
    {
        var organization = await servers.Idle.NewOrganizationAsync();

        var atOnce = await organization.OpenTicketAsync(new { title = "At once", description = "d", priority, status = "Accepted" });
        var later = await organization.OpenTicketAsync(new { title = "Later", description = "d", priority });
        Assert.Null(later.Text("response_due_at"));
        later = (await organization.Admin.PatchAsync($"/api/v1/tickets/{later.Id()}", new { status = "ACCEPTED" })).Expect(HttpStatusCode.OK);

        foreach (var ticket in new[] { atOnce, later })
        {
            Assert.Equal("ACCEPTED", ticket.Text("status"));
            Assert.Equal(TimeSpan.FromHours(response), ticket.Instant("response_due_at") - ticket.Instant("accepted_at"));
            Assert.Equal(TimeSpan.FromHours(resolution), ticket.Instant("resolution_due_at") - ticket.Instant("accepted_at"));
        }

        Assert.Equal(atOnce.Text("created_at"), atOnce.Text("accepted_at"));
    }

    [Fact]
    public async Task Resolving_needs_a_resolution_and_sets_when()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var path = $"/api/v1/tickets/{(await organization.OpenTicketAsync(new { title = "Needs one", description = "d" })).Id()}";

        (await organization.Admin.PatchAsync(path, new { status = "resolved" })).ExpectInvalid("resolution");
        (await organization.Admin.PatchAsync(path, new { status = "resolved", resolution = "  " })).ExpectInvalid("resolution");
        var resolved = (await organization.Admin.PatchAsync(path, new { status = "resolved", resolution = "Replaced the fuse." })).Expect(HttpStatusCode.OK);

        Assert.EndsWith("Z", resolved.Text("resolved_at"));
        var reopened = (await organization.Admin.PatchAsync(path, new { status = "OPEN" })).Expect(HttpStatusCode.OK);
        Assert.Null(reopened.Text("resolved_at"));
        Assert.Null(reopened.Text("response_due_at"));
    }

    [Fact]
    public async Task Status_that_it_has_already_is_no_transition()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var ticket = await organization.OpenTicketAsync(new { title = "Same", description = "d", status = "ACCEPTED" });

        var same = (await organization.Admin.PatchAsync($"/api/v1/tickets/{ticket.Id()}", new { status = "accepted" })).Expect(HttpStatusCode.OK);

        Assert.Equal(ticket.Text("accepted_at"), same.Text("accepted_at"));
    }

    [Theory]
    [InlineData("RESOLVED")]
    [InlineData("CLOSED")]
    [InlineData("IN_PROGRESS")]
    public async Task Ticket_begins_open_or_accepted(string status)
    {
        var organization = await servers.Idle.NewOrganizationAsync();

        (await organization.Admin.PostAsync("/api/v1/tickets", new { title = "t", description = "d", status })).ExpectInvalid("status");
    }

    [Fact]
    public void Graph_of_the_contract_is_the_products() =>
        Assert.All(Graph, edge => Assert.Equal(
            edge.Value,
            StatusGraph.Next(TicketStatusNames.TryParse(edge.Key, out var from) ? from : throw new InvalidOperationException(edge.Key)).Select(to => to.Name())));
}
