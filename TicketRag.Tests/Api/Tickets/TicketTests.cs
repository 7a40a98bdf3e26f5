using System.Net;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Tickets;

public sealed class TicketTests(ApiServers servers)
{
    [Fact]
    public async Task New_ticket_is_created_with_its_location_and_defaults()
    {
        var organization = await servers.Production.NewOrganizationAsync();

        var reply = await organization.Admin.PostAsync("/api/v1/tickets", new { title = "  No sound ", description = "The horn is silent." });

        var ticket = reply.Expect(HttpStatusCode.Created);
        Assert.Equal($"/api/v1/tickets/{ticket.Id()}", reply.Location?.OriginalString);
        Assert.Equal(7, ticket.Id().Version);
        Assert.Equal(1, ticket.GetProperty("number").GetInt64());
        Assert.Equal("No sound", ticket.Text("title"));
        Assert.Equal("open", ticket.Text("status"));
        Assert.Equal("normal", ticket.Text("priority"));
        Assert.False(ticket.GetProperty("need_admin").GetBoolean());
        Assert.EndsWith("Z", ticket.Text("created_at"));
        Assert.Null(ticket.Text("resolution_due_at"));
    }

    [Fact]
    public async Task New_ticket_keeps_every_member_that_it_was_given()
    {
        var organization = await servers.Production.NewOrganizationAsync();

        var id = (await organization.OpenTicketAsync(new
        {
            title = "Badge",
            description = "Not read.",
            category = "hardware",
            priority = "URGENT",
            need_admin = true,
            requester_email = "ann@example.com",
            tags = new[] { "clock", "badge" },
            metadata = new { Origin = "mail", nested = new { deep_ID = 1 } },
        })).Id();

        var ticket = (await organization.Admin.GetAsync($"/api/v1/tickets/{id}")).Expect(HttpStatusCode.OK);
        Assert.Equal("hardware", ticket.Text("category"));
        Assert.Equal("urgent", ticket.Text("priority"));
        Assert.True(ticket.GetProperty("need_admin").GetBoolean());
        Assert.Equal("ann@example.com", ticket.Text("requester_email"));
        Assert.Equal(["clock", "badge"], ticket.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Equal("""{"Origin":"mail","nested":{"deep_ID":1}}""", ticket.GetProperty("metadata").GetRawText());
    }

    [Fact]
    public async Task Ticket_answers_to_its_id_and_to_its_number()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        await organization.OpenTicketAsync(new { title = "first", description = "one" });
        var second = await organization.OpenTicketAsync(new { title = "second", description = "two" });

        Assert.Equal(2, second.GetProperty("number").GetInt64());
        foreach (var route in new[] { "", "/comments", "/solution", "/audit" })
        {
            (await organization.Admin.GetAsync($"/api/v1/tickets/2{route}")).Expect(HttpStatusCode.OK);
            (await organization.Admin.GetAsync($"/api/v1/tickets/{second.Id()}{route}")).Expect(HttpStatusCode.OK);
        }

        Assert.Equal(second.Id(), (await organization.Admin.GetAsync("/api/v1/tickets/2")).Body.Id());
        (await organization.Admin.GetAsync("/api/v1/tickets/3")).ExpectProblem(HttpStatusCode.NotFound);
        (await organization.Admin.GetAsync("/api/v1/tickets/neither")).ExpectProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Change_leaves_what_it_does_not_name()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var ticket = await organization.OpenTicketAsync(new { title = "Door", description = "Jams.", category = "site", tags = new[] { "door" } });

        var changed = (await organization.Admin.PatchAsync($"/api/v1/tickets/{ticket.Id()}", new { priority = "low", category = "building" })).Expect(HttpStatusCode.OK);

        Assert.Equal("low", changed.Text("priority"));
        Assert.Equal("building", changed.Text("category"));
        Assert.Equal("Door", changed.Text("title"));
        Assert.Equal("door", changed.GetProperty("tags")[0].GetString());
        Assert.True(changed.Instant("updated_at") >= ticket.Instant("updated_at"));
        Assert.Equal("Jams.", (await organization.Admin.GetAsync($"/api/v1/tickets/{ticket.Id()}")).Body.Text("description"));
    }

    [Fact]
    public async Task Change_may_not_blank_what_a_ticket_must_have()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var ticket = await organization.OpenTicketAsync(new { title = "Door", description = "Jams." });
        var path = $"/api/v1/tickets/{ticket.Id()}";

        (await organization.Admin.PatchAsync(path, new { title = "  " })).ExpectInvalid("title");
        (await organization.Admin.PatchAsync(path, new { description = " \n" })).ExpectInvalid("description");
        Assert.Equal("Door", (await organization.Admin.GetAsync(path)).Body.Text("title"));
    }

    [Fact]
    public async Task Audit_says_who_did_what_oldest_first()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var editor = await organization.KeyAsync("editor");
        var path = $"/api/v1/tickets/{(await organization.OpenTicketAsync(new { title = "Lamp", description = "Off." })).Id()}";
        await editor.PatchAsync(path, new { category = "light" });
        await editor.PatchAsync(path, new { status = "accepted" });
        await editor.PostAsync(path + "/comments", new { body = "On my way." });
        await editor.PostAsync(path + "/comments", new { body = "Bring a ladder.", @internal = true });

        var entries = (await organization.Admin.GetAsync(path + "/audit")).Expect(HttpStatusCode.OK).GetProperty("entries").EnumerateArray().ToList();

        Assert.Equal(
            ["ticket.created", "ticket.changed", "ticket.status_changed", "ticket.commented", "ticket.note_added"],
            entries.Select(entry => entry.Text("action")));
        Assert.Equal("first admin key", entries[0].Text("actor"));
        Assert.All(entries[1..], entry => Assert.Equal("editor of a test", entry.Text("actor")));
        Assert.Equal("""{"from":"open","to":"ACCEPTED"}""", entries[2].GetProperty("details").GetRawText());
        Assert.All(entries, entry => Assert.EndsWith("Z", entry.Text("at")));
    }

    [Fact]
    public async Task List_goes_page_by_page_through_every_ticket_once_newest_first()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        for (var i = 1; i <= 7; i++)
        {
            await organization.OpenTicketAsync(new { title = $"Ticket {i}", description = "One of seven." });
        }

        var (numbers, next, pages) = (new List<long>(), (string?)null, 0);
        do
        {
            var page = (await organization.Admin.GetAsync($"/api/v1/tickets?limit=3{(next is null ? "" : $"&after={next}")}")).Expect(HttpStatusCode.OK);
            numbers.AddRange(page.GetProperty("tickets").EnumerateArray().Select(ticket => ticket.GetProperty("number").GetInt64()));
            next = page.Text("next");
            pages++;
        }
        while (next is not null);

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], numbers);
        Assert.Equal(3, pages);
    }

    [Theory]
    [InlineData("status=accepted", 2)]
    [InlineData("status=ACCEPTED&priority=High", 1)]
    [InlineData("priority=high", 2)]
    [InlineData("category=net", 2)]
    [InlineData("category=nothing", 0)]
    [InlineData("", 4)]
    public async Task List_can_be_filtered(string query, int expected)
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        await organization.OpenTicketAsync(new { title = "1", description = "d", status = "ACCEPTED", priority = "high", category = "net" });
        await organization.OpenTicketAsync(new { title = "2", description = "d", status = "accepted", priority = "low" });
        await organization.OpenTicketAsync(new { title = "3", description = "d", priority = "high" });
        await organization.OpenTicketAsync(new { title = "4", description = "d", category = "net" });

        var tickets = (await organization.Admin.GetAsync($"/api/v1/tickets?{query}")).Expect(HttpStatusCode.OK).GetProperty("tickets");

        Assert.Equal(expected, tickets.GetArrayLength());
    }

    [Fact]
    public async Task Comments_come_back_oldest_first_and_say_which_are_internal()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var path = $"/api/v1/tickets/{(await organization.OpenTicketAsync(new { title = "Lamp", description = "Off." })).Id()}/comments";

        var added = await organization.Admin.PostAsync(path, new { body = "Have you tried the switch?", author = "Bo" });
        await organization.Admin.PostAsync(path, new { body = "He has not.", @internal = true });

        Assert.Equal(path, added.Location?.OriginalString);
        added.Expect(HttpStatusCode.Created);
        var comments = (await organization.Admin.GetAsync(path)).Expect(HttpStatusCode.OK).GetProperty("comments").EnumerateArray().ToList();
        Assert.Equal(["Have you tried the switch?", "He has not."], comments.Select(comment => comment.Text("body")));
        Assert.Equal(["Bo", "first admin key"], comments.Select(comment => comment.Text("author")));
        Assert.Equal([false, true], comments.Select(comment => comment.GetProperty("internal").GetBoolean()));
    }

    [Fact]
    public async Task Numbers_count_on_while_many_tickets_come_at_once()
    {
        var organization = await servers.Idle.NewOrganizationAsync();

        var tickets = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => organization.OpenTicketAsync(new { title = $"At once {i}", description = "d" })));

        Assert.Equal(Enumerable.Range(1, 20).Select(number => (long)number), tickets.Select(ticket => ticket.GetProperty("number").GetInt64()).Order());
    }
}
