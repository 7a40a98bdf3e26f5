using System.Net;
using System.Text.Json;
using TicketRag.Core.Organizations;

namespace TicketRag.Tests.Infrastructure;

/// <summary>One test's organization, with what tests do again and again in it.</summary>
internal sealed class TestOrganization(ApiServer server, OrganizationId id, string slug, string adminKey)
{
    public ApiServer Server { get; } = server;

    public OrganizationId Id { get; } = id;

    public string Slug { get; } = slug;

    public string AdminKey { get; } = adminKey;

    public ApiClient Admin { get; } = server.As(("x-api-key", adminKey));

    /// <summary>A client with a new key.</summary>
    public async Task<ApiClient> KeyAsync(string role, string audience = "agents")
    {
        var key = (await Admin.PostAsync("/api/v1/api-keys", new { name = $"{role} of a test", role, audience })).Expect(HttpStatusCode.Created);
        return Server.As(("x-api-key", key.GetProperty("secret").GetString()!));
    }

    public async Task<JsonElement> OpenTicketAsync(object ticket) => (await Admin.PostAsync("/api/v1/tickets", ticket)).Expect(HttpStatusCode.Created);

    /// <summary>A ticket that was solved, and is in the index by the time this returns.</summary>
    public async Task<JsonElement> SolvedTicketAsync(string title, string description, string resolution, string? requester = null)
    {
        var ticket = await OpenTicketAsync(requester is null ? new { title, description } : new { title, description, requester_email = requester });
        var solved = (await Admin.PatchAsync($"/api/v1/tickets/{ticket.Id()}", new { status = "RESOLVED", resolution })).Expect(HttpStatusCode.OK);
        await SettleAsync();
        return solved;
    }

    /// <summary>Puts a text in and waits until it can be found.</summary>
    public async Task<JsonElement> IngestAsync(string text) =>
        (await Admin.PostAsync("/ingest/text", new { text_content = text })).Expect(HttpStatusCode.OK);

    public async Task<IReadOnlyList<JsonElement>> JobsAsync(string query = "") =>
        [.. (await Admin.GetAsync($"/jobs?limit=200&{query}")).Expect(HttpStatusCode.OK).GetProperty("jobs").EnumerateArray()];

    /// <summary>Waits until every job that there is has ended.</summary>
    public async Task SettleAsync()
    {
        // Asked for at once: one that goes from one state to the other between two questions would be in neither answer.
        while (await JobsAsync("status=pending,running") is { Count: > 0 } open)
        {
            foreach (var job in open)
            {
                await Server.EndOfAsync(Id, job.GetProperty("job_id").GetGuid());
            }
        }
    }

    public async Task<IReadOnlyList<JsonElement>> RetrieveAsync(string query, ApiClient? reader = null) =>
        [.. (await (reader ?? Admin).PostAsync("/rag/retrieve", new { query, top_k = 20 })).Expect(HttpStatusCode.OK).GetProperty("results").EnumerateArray()];
}

internal static class JsonMembers
{
    public static Guid Id(this JsonElement element) => element.GetProperty("id").GetGuid();

    public static string? Text(this JsonElement element, string member) => element.GetProperty(member).GetString();

    public static DateTimeOffset Instant(this JsonElement element, string member) => element.GetProperty(member).GetDateTimeOffset();
}
