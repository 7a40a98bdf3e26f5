using System.Net;
using System.Text;
using System.Text.Json;
using TicketRag.StandIns.Qdrant;

namespace TicketRag.Tests.Retrieval.Qdrant;

/// <summary>The stand-in with a collection <c>c</c> of four points, asked over HTTP: what it refuses, in Qdrant's words, and what it computes.</summary>
public sealed class SampleCollection : IAsyncLifetime
{
    private const string Points = """
        {"points":[
          {"id":1,"vector":{"dense":[1,0],"bm25":{"indices":[1],"values":[1]}},"payload":{"org":"a","n":1,"tags":["x","y"],"deep":{"er":true}}},
          {"id":2,"vector":{"dense":[1,1],"bm25":{"indices":[1,2],"values":[1,2]}},"payload":{"org":"a","n":2,"tags":[],"state":null}},
          {"id":3,"vector":{"dense":[0,2],"bm25":{"indices":[2],"values":[1]}},"payload":{"org":"b","n":3.5,"at":"2026-01-05T09:00:00Z"}},
          {"id":"0190a6de-7b1c-7000-8000-000000000001","vector":{},"payload":{"org":"b","state":"open"}}
        ]}
        """;

    public HttpClient Http { get; } = new();

    public QdrantStandIn Server { get; private set; } = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Server = await QdrantStandIn.StartNewAsync();
        Http.BaseAddress = Server.Endpoint;
        Http.DefaultRequestHeaders.Add("api-key", Server.ApiKey);
        await OkAsync("PUT", "collections/c", """{"vectors":{"dense":{"size":2,"distance":"Cosine"}},"sparse_vectors":{"bm25":{"modifier":"idf"},"plain":{}}}""");
        await OkAsync("PUT", "collections/c/points?wait=true", Points);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>The number of a point, or <c>u</c> for the one that a UUID names.</summary>
    public static string Id(JsonElement point) => point.GetProperty("id") is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : "u";

    public async Task<(HttpStatusCode Status, string Body)> SendAsync(string method, string path, string? body, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(new(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, mediaType);
        using var response = await Http.SendAsync(request, Cancelled);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }

    /// <summary>The result of a request that must not be refused.</summary>
    public async Task<JsonElement> OkAsync(string method, string path, string? body = null)
    {
        var (status, text) = await SendAsync(method, path, body);
        Assert.True(status == HttpStatusCode.OK, text);
        return JsonSerializer.Deserialize<JsonElement>(text).GetProperty("result");
    }

    public async Task<IReadOnlyList<(string Id, double Score)>> QueryAsync(string body) =>
        [.. (await OkAsync("POST", "collections/c/points/query", body)).GetProperty("points").EnumerateArray()
            .Select(point => (Id(point), Math.Round(point.GetProperty("score").GetDouble(), 5)))];

    /// <param name="message">Null: that the body's format is wrong, in whatever words.</param>
    public async Task AssertRefusedAsync(string method, string path, string? body, int status, string? message)
    {
        var (got, text) = await SendAsync(method, path, body);
        Assert.Equal(status, (int)got);
        if (message is null)
        {
            Assert.StartsWith("""{"status":{"error":"Format error in JSON body: """, text);
            return;
        }

        Assert.Equal(message, JsonSerializer.Deserialize<JsonElement>(text).GetProperty("status").GetProperty("error").GetString());
        Assert.Contains("\"time\":", text);
    }
}
