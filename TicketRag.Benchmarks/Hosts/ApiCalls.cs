using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace TicketRag.Benchmarks.Hosts;

/// <summary>The calls that benchmarks make, as any client would.</summary>
internal static class ApiCalls
{
    private const string KeyHeader = "x-api-key";

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>From here on the client is an editor of a new organization.</summary>
    public static async Task SignInAsync(this HttpClient http, string organization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/organizations")
        {
            Headers = { { "x-admin-key", HostProcess.OperatorKey } },
            Content = JsonContent.Create(new { slug = organization, name = organization }),
        };
        using var response = await http.SendAsync(request);
        http.DefaultRequestHeaders.Add(KeyHeader, (await AnswerAsync(response)).GetProperty("admin_key").GetProperty("secret").GetString());
    }

    public static async Task OpenTicketAsync(this HttpClient http, string title, string description)
    {
        using var response = await http.PostAsJsonAsync("api/v1/tickets", new { title, description, priority = "high", status = "ACCEPTED", tags = new[] { "benchmark" } });
        await response.Content.ReadAsByteArrayAsync();
        response.EnsureSuccessStatusCode();
    }

    public static async Task PutBatchAsync(this HttpClient http, IEnumerable<string> texts)
    {
        using var response = await http.PostAsJsonAsync("ingest/batch/async", new { messages = texts.Select(text => new { text }) });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>What runs goes on; nothing new starts.</summary>
    public static Task PauseJobsAsync(this HttpClient http) => PostAsync(http, "api/v1/jobs/pause");

    public static Task ResumeJobsAsync(this HttpClient http) => PostAsync(http, "api/v1/jobs/resume");

    private static async Task PostAsync(HttpClient http, string route)
    {
        using var response = await http.PostAsync(route, null);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Under a source of its own, since many files have one name.</summary>
    /// <returns>False where the file is refused, as an empty one is.</returns>
    public static async Task<bool> UploadAsync(this HttpClient http, string path)
    {
        using var form = new MultipartFormDataContent { { new StringContent(Path.GetDirectoryName(path)!), "source" }, { new StreamContent(File.OpenRead(path)), "file", Path.GetFileName(path) } };
        using var response = await http.PostAsync("knowledge/ingest-file-async", form);
        return response.StatusCode != HttpStatusCode.BadRequest && response.EnsureSuccessStatusCode().IsSuccessStatusCode;
    }

    public static async Task<JobCounts> JobsAsync(this HttpClient http)
    {
        using var response = await http.GetAsync("jobs/stats");
        var stats = await AnswerAsync(response);
        return new(
            stats.GetProperty("pending").GetInt32() + stats.GetProperty("running").GetInt32(),
            stats.GetProperty("failed").GetInt32(),
            stats.GetProperty("total_chunks_created").GetInt32());
    }

    /// <summary>Until every job of the organization has ended.</summary>
    public static async Task<JobCounts> WaitForJobsAsync(this HttpClient http)
    {
        var jobs = await http.UntilJobsEndedAsync();
        return jobs.Failed == 0 ? jobs : throw new InvalidOperationException($"{jobs.Failed} jobs failed");
    }

    /// <summary>The same, however they ended.</summary>
    public static async Task<JobCounts> UntilJobsEndedAsync(this HttpClient http)
    {
        while (true)
        {
            var jobs = await http.JobsAsync();
            if (jobs.Open == 0)
            {
                return jobs;
            }

            await Task.Delay(LookAgain, TimeProvider.System);
        }
    }

    /// <summary>Whether a search finds a chunk that holds <paramref name="word"/>.</summary>
    public static async Task<bool> FindsAsync(this HttpClient http, string word)
    {
        using var response = await http.PostAsJsonAsync("rag/retrieve", new { query = word });
        return (await AnswerAsync(response)).GetProperty("results").EnumerateArray().Any(hit => hit.GetProperty("text").GetString()!.Contains(word));
    }

    /// <summary>Whether a search for <paramref name="words"/> finds the document, or another that holds them word for word; and which parts the search had to do without.</summary>
    public static async Task<(bool IsFound, string Degraded)> FindsAsync(this HttpClient http, Guid document, string words)
    {
        using var response = await http.PostAsJsonAsync("rag/retrieve", new { query = words, top_k = 10 });
        var answer = await AnswerAsync(response);
        return (
            answer.GetProperty("results").EnumerateArray().Any(
                hit => hit.GetProperty("document_id").GetGuid() == document || IndexContents.WordsOf(hit.GetProperty("text").GetString()!).Contains(words, StringComparison.Ordinal)),
            string.Join(", ", answer.GetProperty("mode").GetProperty("degraded").EnumerateArray()));
    }

    /// <summary>Whether a search says of itself that nothing is missing.</summary>
    public static async Task<bool> IsCompleteAsync(this HttpClient http)
    {
        using var response = await http.PostAsJsonAsync("rag/retrieve", new { query = "anything" });
        return (await AnswerAsync(response)).GetProperty("mode").GetProperty("degraded").GetArrayLength() == 0;
    }

    internal static async Task<JsonElement> AnswerAsync(HttpResponseMessage response)
    {
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}

/// <param name="Open">Pending or running.</param>
/// <param name="Chunks">Made so far.</param>
internal sealed record JobCounts(int Open, int Failed, int Chunks);
