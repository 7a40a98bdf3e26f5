using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Distributed;

/// <summary>What a client of the Api does, over the wire.</summary>
internal static class ApiCalls
{
    private static readonly TimeSpan LongestJob = TimeSpan.FromSeconds(60);

    /// <summary>An organization of its own for the caller, who is its admin from here on.</summary>
    public static async Task BecomeAdminOfAsync(this HttpClient api, string slug, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/organizations") { Content = JsonContent.Create(new { slug, name = slug }) };
        request.Headers.Add("x-admin-key", ProductDeployment.OperatorKey);
        using var response = await api.SendAsync(request, cancellationToken);
        var created = await ReadAsync(response, HttpStatusCode.Created, cancellationToken);
        api.DefaultRequestHeaders.Add("x-api-key", created.GetProperty("admin_key").GetProperty("secret").GetString());
    }

    public static async Task<JsonElement> GetJsonAsync(this HttpClient api, string path, CancellationToken cancellationToken, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await api.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return await ReadAsync(response, expected, cancellationToken);
    }

    public static async Task<JsonElement> PostJsonAsync(
        this HttpClient api, string path, object body, CancellationToken cancellationToken, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await api.PostAsJsonAsync(path, body, cancellationToken);
        return await ReadAsync(response, expected, cancellationToken);
    }

    /// <summary>Puts a text in and waits for it.</summary>
    public static Task<JsonElement> IngestAsync(this HttpClient api, string text, CancellationToken cancellationToken) =>
        api.PostJsonAsync("ingest/text", new { text_content = text }, cancellationToken);

    public static Task<JsonElement> RetrieveAsync(this HttpClient api, string query, CancellationToken cancellationToken) =>
        api.PostJsonAsync("rag/retrieve", new { query }, cancellationToken);

    /// <returns>The ticket's id.</returns>
    public static async Task<string> OpenTicketAsync(this HttpClient api, string title, string description, CancellationToken cancellationToken) =>
        (await api.PostJsonAsync("api/v1/tickets", new { title, description }, cancellationToken, HttpStatusCode.Created)).GetProperty("id").GetString()!;

    /// <summary>The ticket's solution once it is no longer pending.</summary>
    public static Task<JsonElement> SolutionAsync(this HttpClient api, string ticket, CancellationToken cancellationToken) => Eventually.GetAsync(
        () => api.GetJsonAsync($"api/v1/tickets/{ticket}/solution", cancellationToken), solution => solution.Text("status") != "pending", LongestJob, cancellationToken);

    public static Task<JsonElement> JobAsync(this HttpClient api, string job, Func<JsonElement, bool> wanted, CancellationToken cancellationToken) =>
        Eventually.GetAsync(() => api.GetJsonAsync($"jobs/{job}", cancellationToken), wanted, LongestJob, cancellationToken);

    /// <summary>The job once it has ended.</summary>
    public static Task<JsonElement> EndedJobAsync(this HttpClient api, string job, CancellationToken cancellationToken) =>
        api.JobAsync(job, one => one.Text("status") is not ("pending" or "running"), cancellationToken);

    public static string Text(this JsonElement element, string member) => element.GetProperty(member).ToString();

    /// <summary>The <c>degraded</c> notes of a mode, on one line.</summary>
    public static string Degraded(this JsonElement mode) => string.Join("; ", mode.GetProperty("degraded").EnumerateArray());

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.StatusCode == expected, $"{response.RequestMessage} → {(int)response.StatusCode} {body}");
        return JsonElement.Parse(body);
    }
}
