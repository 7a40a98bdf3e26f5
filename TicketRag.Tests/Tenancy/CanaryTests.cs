using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Tests.Distributed;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Tenancy;

/// <summary>
/// A word that only one organization has, in everything that it has, and another in its internal notes: no route of the running app shows the one to
/// another organization, or the other to a customer. Routes come from the app, so a new one is covered by itself.
/// </summary>
public abstract class CanaryTests
{
    private const string Canary = "zanzibarium";
    private const string InternalCanary = "quorblatt";

    internal abstract ApiServer Server { get; }

    [Fact(Timeout = 180_000)]
    public async Task No_route_shows_another_organizations_words()
    {
        var owner = await Server.NewOrganizationAsync();
        var stranger = await Server.NewOrganizationAsync();
        var ids = await FillAsync(owner);

        await AssertHiddenAsync(stranger.Admin, ids, Canary);
        await AssertHiddenAsync(stranger.Admin, ids, InternalCanary);
        Assert.NotEmpty(await owner.RetrieveAsync(Canary));
    }

    [Theory(Timeout = 180_000)]
    [InlineData("owner:ann@example.com")]
    [InlineData("public")]
    public async Task No_route_shows_customers_what_agents_note_among_themselves(string audience)
    {
        var owner = await Server.NewOrganizationAsync();
        var ids = await FillAsync(owner);

        await AssertHiddenAsync(await owner.KeyAsync("viewer", audience), ids, InternalCanary);
        Assert.NotEmpty(await owner.RetrieveAsync(InternalCanary));
    }

    [Fact(Timeout = 180_000)]
    public async Task Deleted_source_is_shown_at_no_route_to_anybody()
    {
        const string marker = "vermillionette";
        var owner = await Server.NewOrganizationAsync();
        var article = (await owner.Admin.PostAsync("/api/v1/articles", new { title = "Paint", body = $"The boat is painted with {marker} twice a year." })).Expect(HttpStatusCode.Created).Id();
        await owner.SettleAsync();
        var question = new { query = "What is the boat painted with?" };
        var conversation = (await owner.Admin.PostAsync("/rag/chat", new { message = question.query })).Expect(HttpStatusCode.OK);
        Assert.Contains(marker, conversation.GetRawText());
        var ticket = (await owner.OpenTicketAsync(new { title = "Boat", description = question.query })).Id();
        var query = (await owner.Admin.PostAsync("/api/v1/queries", question)).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
        await owner.SettleAsync();
        Assert.Contains(marker, (await owner.Admin.GetAsync($"/api/v1/tickets/{ticket}/solution")).Text);
        Assert.Contains(marker, (await owner.Admin.GetAsync($"/api/v1/queries/{query}")).Text);

        (await owner.Admin.DeleteAsync($"/api/v1/articles/{article}")).Expect(HttpStatusCode.NoContent);
        await owner.SettleAsync();

        await AssertHiddenAsync(owner.Admin, [article, ticket, query, conversation.GetProperty("conversation_id").GetGuid(), .. (await owner.JobsAsync()).Select(job => job.GetProperty("job_id").GetGuid())], marker);
        var followUp = (await owner.Admin.PostAsync("/rag/chat", new { message = "And what was that?", conversation_id = conversation.GetProperty("conversation_id").GetGuid() })).Expect(HttpStatusCode.OK);
        Assert.DoesNotContain(marker, followUp.GetRawText());
    }

    private static async Task<Guid[]> FillAsync(TestOrganization owner)
    {
        var admin = owner.Admin;
        var ticket = (await owner.OpenTicketAsync(new { title = $"Ticket {Canary}", description = $"About {Canary}.", requester_email = "ann@example.com" })).Id();
        (await admin.PostAsync($"/api/v1/tickets/{ticket}/comments", new { body = $"Only among us: {InternalCanary} {Canary}", @internal = true })).Expect(HttpStatusCode.Created);
        (await admin.PatchAsync($"/api/v1/tickets/{ticket}", new { status = "RESOLVED", resolution = $"Solved with {Canary}." })).Expect(HttpStatusCode.OK);
        var article = (await admin.PostAsync("/api/v1/articles", new { title = $"Article {Canary}", body = $"{InternalCanary} {Canary} for agents.", audience = "agents" })).Expect(HttpStatusCode.Created).Id();
        var asset = (await admin.PostAsync("/api/v1/assets", new { name = $"Asset {Canary}", description = $"With {Canary}." })).Expect(HttpStatusCode.Created).Id();
        var ingested = (await owner.IngestAsync($"A text with {Canary} in it.")).GetProperty("job_id").GetGuid();
        await owner.SettleAsync();
        var query = (await admin.PostAsync("/api/v1/queries", new { query = $"What is {Canary}?" })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
        await owner.SettleAsync();
        return [ticket, article, asset, ingested, query];
    }

    private async Task AssertHiddenAsync(ApiClient reader, IReadOnlyCollection<Guid> ids, string canary)
    {
        var seen = 0;
        foreach (var (method, path) in Routes())
        {
            foreach (var id in path.Contains("{id}", StringComparison.Ordinal) ? ids : [Guid.Empty])
            {
                var reply = await reader.SendAsync(new(method), path.Replace("{id}", id.ToString(), StringComparison.Ordinal), BodyFor(method, path, canary));
                seen++;

                // What a reply repeats of the question is the reader's own.
                var shown = reply.Text.Replace($"What do you know of {canary}?", "", StringComparison.Ordinal);
                Assert.False(shown.Contains(canary, StringComparison.OrdinalIgnoreCase), $"{method} {path}: {reply.Text}");
            }
        }

        Assert.True(seen > 20, $"{seen} routes were asked");
    }

    private static JsonContent? BodyFor(string method, string path, string canary)
    {
        var question = $"What do you know of {canary}?";
        return path switch
        {
            _ when method == "GET" => null,
            "/rag/chat" => JsonContent.Create(new { message = question }),
            "/rag/solution" => JsonContent.Create(new { title = "Help", description = question }),
            _ => JsonContent.Create(new { query = question }),
        };
    }

    // All that reads. Streams that never end are followed in JobEventTests; what changes something shows nothing that was not sent with it.
    private List<(string Method, string Path)> Routes() =>
    [
        .. Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
                .Select(method => (method, "/" + endpoint.RoutePattern.RawText!.Trim('/').Replace("{id:guid}", "{id}", StringComparison.Ordinal))))
            .Where(route => route.method == "GET" || route.Item2 is "/rag/chat" or "/rag/retrieve" or "/rag/solution" or "/api/v1/search")
            .Where(route => !route.Item2.EndsWith("/jobs/events", StringComparison.Ordinal) && !route.Item2.EndsWith("/{id}/events", StringComparison.Ordinal))
            .Distinct(),
    ];
}

public sealed class EmbeddedCanaryTests(ApiServers servers) : CanaryTests
{
    internal override ApiServer Server => servers.Production;
}

public sealed class QdrantCanaryTests(TwoApisFixture product) : CanaryTests, IClassFixture<TwoApisFixture>
{
    internal override ApiServer Server => product.First;
}
