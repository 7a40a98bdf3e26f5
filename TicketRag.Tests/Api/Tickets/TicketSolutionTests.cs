using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Persistence;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Tickets;

public sealed class TicketSolutionTests(ApiServers servers)
{
    private const string Title = "Turnstile beeps twice and stays shut";
    private const string Description = "Since this morning the turnstile in the hall beeps twice for every badge and stays shut.";
    private const string Resolution = "Hold the reset pin of the turnstile for ten seconds. Then teach the master badge again.";

    [Fact]
    public async Task Resolved_ticket_is_a_source_of_the_next_ones_solution()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var solved = await organization.SolvedTicketAsync(Title, Description, Resolution);

        var next = await organization.OpenTicketAsync(new { title = "Hall turnstile beeps and is shut", description = "It beeps twice for my badge and stays shut." });
        await organization.SettleAsync();

        var solution = (await organization.Admin.GetAsync($"/api/v1/tickets/{next.Id()}/solution")).Expect(HttpStatusCode.OK);
        Assert.Equal("ready", solution.Text("status"));
        Assert.Equal(next.Id(), solution.GetProperty("ticket_id").GetGuid());
        Assert.Equal("Hold the reset pin of the turnstile for ten seconds.", solution.GetProperty("steps")[0].Text("text"));
        Assert.Equal("extractive", solution.GetProperty("mode").Text("answerer"));
        Assert.EndsWith("Z", solution.Text("updated_at"));
        var citation = solution.GetProperty("steps")[0].GetProperty("citations")[0];
        Assert.Equal("ticket", citation.Text("source_type"));
        Assert.Equal(solved.Id(), citation.GetProperty("source_id").GetGuid());
        await AssertVerbatimAsync(organization, solution.GetProperty("citations"));
    }

    [Fact]
    public async Task Solution_abstains_where_nothing_is_known_and_does_not_cite_its_own_ticket()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var first = await organization.OpenTicketAsync(new { title = Title, description = Description });
        await organization.SettleAsync();

        var solution = (await organization.Admin.GetAsync($"/api/v1/tickets/{first.Id()}/solution")).Expect(HttpStatusCode.OK);

        Assert.Equal("abstained", solution.Text("status"));
        Assert.Equal("Not found in your knowledge", solution.Text("reason"));
        Assert.Empty(solution.GetProperty("steps").EnumerateArray());
        Assert.DoesNotContain(solution.GetProperty("citations").EnumerateArray(), citation => citation.GetProperty("source_id").GetGuid() == first.Id());
    }

    [Fact]
    public async Task Solution_is_pending_with_its_job_until_a_worker_has_written_it()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var ticket = await organization.OpenTicketAsync(new { title = Title, description = Description });

        var solution = (await organization.Admin.GetAsync($"/api/v1/tickets/{ticket.Id()}/solution")).Expect(HttpStatusCode.OK);

        Assert.Equal("pending", solution.Text("status"));
        var job = (await organization.Admin.GetAsync($"/jobs/{solution.GetProperty("job_id").GetGuid()}")).Expect(HttpStatusCode.OK);
        Assert.Equal("ticket_solution", job.Text("job_type"));
        Assert.Equal("pending", job.Text("status"));
    }

    [Fact]
    public async Task Second_pending_job_for_the_same_source_and_action_is_not_made()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var article = (await organization.Admin.PostAsync("/api/v1/articles", new { title = "Once", body = "First." })).Expect(HttpStatusCode.Created).Id();
        var ticket = (await organization.OpenTicketAsync(new { title = "Once", description = "First." })).Id();
        (await organization.Admin.PatchAsync($"/api/v1/tickets/{ticket}", new { status = "RESOLVED", resolution = "Once." })).Expect(HttpStatusCode.OK);
        (await organization.Admin.PatchAsync($"/api/v1/tickets/{ticket}", new { status = "open" })).Expect(HttpStatusCode.OK);
        (await organization.Admin.PatchAsync($"/api/v1/tickets/{ticket}", new { status = "RESOLVED" })).Expect(HttpStatusCode.OK);

        foreach (var body in new[] { "Second.", "Third." })
        {
            (await organization.Admin.PatchAsync($"/api/v1/articles/{article}", new { body })).Expect(HttpStatusCode.OK);
        }

        (await organization.Admin.DeleteAsync($"/api/v1/articles/{article}")).Expect(HttpStatusCode.NoContent);

        // One upsert of the ticket; one upsert and one delete of the article.
        Assert.Equal(3, (await organization.JobsAsync("job_type=source_indexing")).Count);
    }

    [Fact]
    public async Task Cancelled_solution_job_leaves_no_solution_pending_for_ever()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var ticket = await organization.OpenTicketAsync(new { title = Title, description = Description });
        var path = $"/api/v1/tickets/{ticket.Id()}/solution";
        var job = (await organization.Admin.GetAsync(path)).Body.GetProperty("job_id").GetGuid();

        (await organization.Admin.DeleteAsync($"/jobs/{job}")).Expect(HttpStatusCode.OK);

        var solution = (await organization.Admin.GetAsync(path)).Expect(HttpStatusCode.OK);
        Assert.Equal("failed", solution.Text("status"));
        Assert.Equal("cancelled", solution.Text("reason"));
    }

    /// <summary>Every quote stands letter by letter where the citation says, in the version that it names.</summary>
    internal static async Task AssertVerbatimAsync(TestOrganization organization, JsonElement citations)
    {
        Assert.NotEmpty(citations.EnumerateArray());
        await using var scope = organization.Server.ScopeOf(organization.Id);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        foreach (var citation in citations.EnumerateArray())
        {
            var id = citation.GetProperty("document_id").GetGuid();
            var document = await db.Documents.AsNoTracking().SingleAsync(row => row.Id == id, TestContext.Current.CancellationToken);
            var quote = document.Text[citation.GetProperty("start").GetInt32()..citation.GetProperty("end").GetInt32()];
            Assert.Equal(quote, citation.Text("quote"));
            Assert.Equal(document.Version, citation.GetProperty("version").GetInt32());
            Assert.Equal(
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(quote))),
                citation.Text("sha256"));
        }
    }
}
