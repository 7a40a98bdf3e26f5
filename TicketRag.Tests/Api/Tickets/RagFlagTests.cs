using System.Net;
using Microsoft.Extensions.Hosting;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Tickets;

/// <summary>What each of the three flags gates, under its own name and the older one.</summary>
public sealed class RagFlagTests(ApiServers servers)
{
    [Fact]
    public async Task By_default_a_new_ticket_is_not_indexed_but_gets_its_solution_and_is_indexed_when_resolved()
    {
        var organization = await servers.Production.NewOrganizationAsync();

        Assert.Equal(["ticket_solution"], await JobsAfterOpeningAsync(organization));
        Assert.Equal(["source_indexing", "ticket_solution"], await JobsAfterResolvingAsync(organization));
    }

    [Theory]
    [InlineData("Rag:Enabled")]
    [InlineData("RAG_ENABLED")]
    public async Task Off_means_no_job_no_retrieval_and_tickets_as_ever(string name)
    {
        await using var server = Start((name, "false"));
        var organization = await server.NewOrganizationAsync();

        Assert.Empty(await JobsAfterOpeningAsync(organization));
        Assert.Empty(await JobsAfterResolvingAsync(organization));
        (await organization.Admin.GetAsync("/api/v1/tickets/1/solution")).ExpectProblem(HttpStatusCode.NotFound);
        Assert.Contains("RAG_ENABLED", (await organization.Admin.PostAsync("/rag/retrieve", new { query = "pump" })).ExpectDetail(HttpStatusCode.ServiceUnavailable));
        (await organization.Admin.PostAsync("/ingest/text", new { text_content = "pump" })).ExpectProblem(HttpStatusCode.ServiceUnavailable);
        (await organization.Admin.PostAsync("/knowledge/ingest-text-async", new { text = "pump" })).ExpectProblem(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("off", (await server.Anonymous.GetAsync("/rag/health")).Expect(HttpStatusCode.OK).Text("status"));
    }

    [Theory]
    [InlineData("Rag:IndexOnTicketCreate")]
    [InlineData("RAG_INDEX_ON_TICKET_CREATE")]
    public async Task Index_on_create_indexes_the_new_ticket(string name)
    {
        await using var server = Start((name, "true"));
        var organization = await server.NewOrganizationAsync();

        Assert.Equal(["source_indexing", "ticket_solution"], await JobsAfterOpeningAsync(organization));
        var found = Assert.Single(await organization.RetrieveAsync("pump rattles"));
        Assert.Equal("unsolved", found.Text("state"));
    }

    [Theory]
    [InlineData("Rag:IndexOnTicketResolve")]
    [InlineData("RAG_INDEX_ON_TICKET_RESOLVE")]
    public async Task Without_index_on_resolve_a_resolved_ticket_is_left_alone(string name)
    {
        await using var server = Start((name, "false"), ("RAG_INDEX_ON_TICKET_CREATE", "true"));
        var organization = await server.NewOrganizationAsync();

        var before = await JobsAfterOpeningAsync(organization);

        Assert.Equal(before, await JobsAfterResolvingAsync(organization));
    }

    [Fact]
    public async Task Setting_of_its_own_name_wins_over_the_older_one()
    {
        await using var server = Start(("Rag:Enabled", "true"), ("RAG_ENABLED", "false"));
        var organization = await server.NewOrganizationAsync();

        Assert.Equal(["ticket_solution"], await JobsAfterOpeningAsync(organization));
    }

    private static ApiServer Start(params (string Name, string Value)[] settings) =>
        ApiServer.Start(Environments.Production, settings.ToDictionary(one => one.Name, one => (string?)one.Value));

    private static async Task<IEnumerable<string?>> JobsAfterOpeningAsync(TestOrganization organization)
    {
        await organization.OpenTicketAsync(new { title = "Pump rattles", description = "The pump rattles at night." });
        return await KindsAsync(organization);
    }

    private static async Task<IEnumerable<string?>> JobsAfterResolvingAsync(TestOrganization organization)
    {
        (await organization.Admin.PatchAsync("/api/v1/tickets/1", new { status = "RESOLVED", resolution = "Tightened the mount." })).Expect(HttpStatusCode.OK);
        return await KindsAsync(organization);
    }

    private static async Task<IEnumerable<string?>> KindsAsync(TestOrganization organization)
    {
        await organization.SettleAsync();
        return (await organization.JobsAsync()).Select(job => job.Text("job_type")).Order();
    }
}
