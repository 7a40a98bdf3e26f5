using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Access;

/// <summary>What holds for every route, taken from the running app: a new one is covered, or fails here.</summary>
public sealed class RouteAccessTests(ApiServers servers)
{
    private static readonly string[] Open = ["/", "/health", "/alive", "/rag/health"];
    private static readonly string[] ForCustomers = ["/rag/retrieve", "/rag/solution", "/rag/chat", "/api/v1/search", "/api/v1/queries", "/api/v1/queries/{id}"];

    private const string NoId = "01890000-0000-7000-8000-000000000000";

    // What a route wants in its body, where {} is not enough.
    private static readonly Dictionary<string, object> Bodies = new()
    {
        ["POST /api/v1/tickets/{id}/comments"] = new { body = "Hello" },
    };

    [Fact]
    public async Task Nothing_but_the_probes_is_open()
    {
        foreach (var route in Routes().Where(route => !Open.Contains(route.Path)))
        {
            var reply = await CallAsync(servers.Production.Anonymous, route, NoId);
            Assert.True(reply.Status == HttpStatusCode.Unauthorized, $"{route.Method} {route.Path}: {(int)reply.Status}");
            reply.ExpectProblem(HttpStatusCode.Unauthorized);
        }

        foreach (var path in Open)
        {
            (await servers.Production.Anonymous.GetAsync(path)).Expect(HttpStatusCode.OK);
        }
    }

    [Theory]
    [InlineData("public")]
    [InlineData("owner:ann@example.com")]
    public async Task Customers_keys_open_retrieval_and_nothing_else(string audience)
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var customer = await organization.KeyAsync("viewer", audience);

        foreach (var route in Routes().Where(route => !Open.Contains(route.Path) && !ForCustomers.Contains(route.Path)))
        {
            var reply = await CallAsync(customer, route, NoId);
            Assert.True(reply.Status == HttpStatusCode.Forbidden, $"{route.Method} {route.Path}: {(int)reply.Status}");
            reply.ExpectProblem(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task Viewers_change_nothing()
    {
        var viewer = await (await servers.Production.NewOrganizationAsync()).KeyAsync("viewer");

        foreach (var route in Routes().Where(route => route.Method != "GET" && route.Method != "HEAD" && !ForCustomers.Contains(route.Path)))
        {
            var reply = await CallAsync(viewer, route, NoId);
            Assert.True(reply.Status == HttpStatusCode.Forbidden, $"{route.Method} {route.Path}: {(int)reply.Status}");
        }
    }

    [Fact]
    public async Task Operators_key_opens_no_organizations_routes()
    {
        foreach (var route in Routes().Where(route => !Open.Contains(route.Path) && !route.Path.StartsWith("/ops/", StringComparison.Ordinal) && route.Path is not ("/api/v1/organizations" or "/api/v1/api-keys" or "/api/v1/events")))
        {
            var reply = await CallAsync(servers.Production.Operator, route, NoId);
            Assert.True(reply.Status == HttpStatusCode.Forbidden, $"{route.Method} {route.Path}: {(int)reply.Status}");
        }
    }

    [Fact]
    public async Task Another_organizations_ids_are_not_there()
    {
        var owner = await servers.Production.NewOrganizationAsync();
        var stranger = await servers.Production.NewOrganizationAsync();
        var webhook = (await owner.Admin.PostAsync("/api/v1/webhooks", new { url = "https://hooks.invalid/theirs" })).Expect(HttpStatusCode.Created)
            .GetProperty("webhook").Id();
        var ticket = (await owner.OpenTicketAsync(new { title = "Theirs", description = "Not yours." })).Id();
        var ingested = await owner.IngestAsync("Theirs, not yours.");
        var query = (await owner.Admin.PostAsync("/api/v1/queries", new { query = "Theirs?" })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
        await owner.Server.EndOfAsync(owner.Id, query);
        Guid[] ids =
        [
            ticket,
            (await owner.Admin.PostAsync("/api/v1/articles", new { title = "Theirs", body = "Not yours." })).Expect(HttpStatusCode.Created).Id(),
            (await owner.Admin.PostAsync("/api/v1/assets", new { name = "Theirs", description = "Not yours." })).Expect(HttpStatusCode.Created).Id(),
            (await owner.Admin.SendAsync(HttpMethod.Post, $"/api/v1/tickets/{ticket}/attachments", UploadForms.Of("theirs.txt", [65])))
                .Expect(HttpStatusCode.Created).GetProperty("attachments")[0].Id(),
            ingested.GetProperty("job_id").GetGuid(),
            ingested.GetProperty("documents")[0].GetGuid(),
            webhook,
            await AddFailedJobAsync(owner),
            query,
            (await owner.Admin.PostAsync($"/api/v1/webhooks/{webhook}/test", new { })).Expect(HttpStatusCode.Accepted).Id(),
        ];
        var routes = Routes().Where(route => route.Path.Contains("{id", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(routes);

        foreach (var route in routes)
        {
            foreach (var id in ids)
            {
                var reply = await CallAsync(stranger.Admin, route, id.ToString());
                Assert.True(reply.Status == HttpStatusCode.NotFound, $"{route.Method} {route.Path}: {(int)reply.Status} {reply.Text}. Does the route want a body? Then name it in {nameof(Bodies)}.");
                reply.ExpectProblem(HttpStatusCode.NotFound);
            }

            // The same call is answered where the id is one's own, so it was the organization that decided.
            Assert.Contains(await Task.WhenAll(ids.Select(id => route.Method == "DELETE" ? CallAsync(owner.Admin, route with { Method = "GET" }, id.ToString()) : CallAsync(owner.Admin, route, id.ToString()))),
                reply => (int)reply.Status is >= 200 and < 300);
        }

        (await stranger.Admin.PostAsync("/rag/solution", new { ticket_id = ids[0] })).ExpectProblem(HttpStatusCode.NotFound);
        Assert.Empty(await stranger.RetrieveAsync("Theirs, not yours."));
        Assert.Empty((await stranger.Admin.GetAsync("/api/v1/tickets")).Body.GetProperty("tickets").EnumerateArray());
        Assert.Empty((await stranger.Admin.GetAsync("/api/v1/articles")).Body.GetProperty("articles").EnumerateArray());
        Assert.Empty((await stranger.Admin.GetAsync("/api/v1/assets")).Body.GetProperty("assets").EnumerateArray());
        Assert.Empty((await stranger.Admin.GetAsync("/api/v1/documents")).Body.GetProperty("documents").EnumerateArray());
        Assert.Empty(await stranger.JobsAsync());
        Assert.Equal(0, (await stranger.Admin.GetAsync("/jobs/stats")).Body.GetProperty("total_jobs").GetInt64());
    }

    private async Task<Guid> AddFailedJobAsync(TestOrganization owner)
    {
        await using var scope = servers.Production.ScopeOf(owner.Id);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var job = new Job
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = owner.Id,
            Kind = JobKind.TextIngestion,
            Priority = JobPriority.Normal,
            State = JobState.Failed,
            RunAt = db.Now,
            Args = "{}",
            Attempt = 1,
            MaxAttempts = 1,
            CreatedAt = db.Now,
            EndedAt = db.Now,
            Error = "it broke",
        };
        db.Jobs.Add(job);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return job.Id;
    }

    private List<Route> Routes() =>
    [
        .. servers.Production.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Select(method => new Route(method, PathOf(endpoint))))
            .Distinct(),
    ];

    private static string PathOf(RouteEndpoint endpoint)
    {
        var path = "/" + endpoint.RoutePattern.RawText!.Trim('/');
        return path.Replace("{id:guid}", "{id}", StringComparison.Ordinal);
    }

    private static Task<ApiReply> CallAsync(ApiClient client, Route route, string id)
    {
        HttpContent? content = route.Path.EndsWith("/attachments", StringComparison.Ordinal) && route.Method == "POST"
            ? UploadForms.Of("file.txt", [65])
            : route.Method is "POST" or "PATCH" or "PUT" ? JsonContent.Create(Bodies.GetValueOrDefault($"{route.Method} {route.Path}", new { })) : null;
        return client.SendAsync(new(route.Method), route.Path.Replace("{id}", id, StringComparison.Ordinal), content);
    }

    private sealed record Route(string Method, string Path);
}
