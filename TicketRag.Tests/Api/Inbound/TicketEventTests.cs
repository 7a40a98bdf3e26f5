using System.Net;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Inbound;

/// <summary>Tickets that another system has opened.</summary>
public sealed class TicketEventTests(EventFixture fixture)
{
    [Fact]
    public async Task Created_ticket_is_made_by_its_number_with_what_the_sender_knew()
    {
        var (organization, company) = await fixture.Server.NewCompanyAsync();
        var answer = await organization.SendEventAsync(SentEvents.Created(company, 4711, "critical"));
        await organization.SettleAsync();

        var ticket = (await organization.Admin.GetAsync("/api/v1/tickets/4711")).Expect(HttpStatusCode.OK);
        Assert.Equal(("Tray stuck", "front", "urgent", true), (ticket.Text("title"), ticket.Text("category"), ticket.Text("priority"), ticket.GetProperty("need_admin").GetBoolean()));
        var metadata = ticket.GetProperty("metadata");
        Assert.Equal(("critical", "printers", 0.93, 0.5, 7), (
            metadata.Text("priority"), metadata.Text("bert_category"), metadata.GetProperty("bert_confidence").GetDouble(),
            metadata.GetProperty("similarity_score").GetDouble(), metadata.GetProperty("assigned_team_id").GetInt32()));
        Assert.Equal("2026-01-01T00:00:00Z", metadata.Text("created_at"));
        Assert.NotEqual("pending", (await organization.Admin.GetAsync("/api/v1/tickets/4711/solution")).Expect(HttpStatusCode.OK).Text("status"));
        Assert.Equal("completed", (await organization.Admin.GetAsync($"/jobs/{answer.GetProperty("job_id").GetGuid()}")).Body.Text("status"));
        Assert.True((await organization.OpenTicketAsync(new { title = "Next", description = "One more." })).GetProperty("number").GetInt64() > 4711);
    }

    [Fact]
    public async Task Created_ticket_that_is_known_gets_its_solution_written_again()
    {
        var (organization, company) = await fixture.Server.NewCompanyAsync();
        var ticket = await organization.OpenTicketAsync(new { title = "Kept", description = "As it was." });
        await organization.SettleAsync();
        await organization.SendEventAsync(SentEvents.Created(company, ticket.GetProperty("number").GetInt64(), "low"));
        await organization.SettleAsync();

        Assert.Equal("Kept", (await organization.Admin.GetAsync($"/api/v1/tickets/{ticket.Id()}")).Body.Text("title"));
        Assert.Equal(2, (await organization.JobsAsync("job_type=ticket_solution")).Count);
    }
}
