using System.Text.Json;

namespace TicketRag.Benchmarks.Hosts;

/// <summary>What an organization has indexed, as the API shows it.</summary>
/// <param name="Pages">That chunks stand on; a document without pages is one.</param>
/// <param name="Samples">Of every tenth document the first words of a chunk in its middle.</param>
internal sealed record IndexContents(int Pages, IReadOnlyList<DocumentSample> Samples)
{
    private const int DocumentsPerSample = 10;
    private const int WordsPerSample = 20;

    public static async Task<IndexContents> ReadAsync(HttpClient http)
    {
        var pages = 0;
        var documents = 0;
        var samples = new List<DocumentSample>();
        await foreach (var document in AllAsync(http, "api/v1/documents?limit=200", "documents"))
        {
            var id = document.GetProperty("id").GetGuid();
            var chunks = new List<JsonElement>();
            await foreach (var chunk in AllAsync(http, $"api/v1/documents/{id}/chunks?limit=200", "chunks"))
            {
                chunks.Add(chunk);
            }

            pages += PagesOf(chunks);
            if (chunks.Count > 0 && documents++ % DocumentsPerSample == 0)
            {
                samples.Add(new(id, document.GetProperty("title").GetString()!, WordsOf(chunks[chunks.Count / 2].GetProperty("text").GetString()!, WordsPerSample)));
            }
        }

        return new(pages, samples);
    }

    private static int PagesOf(List<JsonElement> chunks) => chunks.Count == 0 ? 0 : Math.Max(
        1, chunks.Select(chunk => chunk.GetProperty("page")).Where(page => page.ValueKind == JsonValueKind.Number).Select(page => page.GetInt32()).Distinct().Count());

    /// <summary>The text with single spaces.</summary>
    internal static string WordsOf(string text, int most = int.MaxValue) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(most));

    private static async IAsyncEnumerable<JsonElement> AllAsync(HttpClient http, string route, string member)
    {
        var next = "";
        while (true)
        {
            using var response = await http.GetAsync(route + next);
            var answer = await ApiCalls.AnswerAsync(response);
            foreach (var item in answer.GetProperty(member).EnumerateArray())
            {
                yield return item;
            }

            if (answer.GetProperty("next") is not { ValueKind: JsonValueKind.String or JsonValueKind.Number } after)
            {
                yield break;
            }

            next = $"&after={Uri.EscapeDataString(after.ToString())}";
        }
    }
}

/// <param name="Words">The first of a chunk in its middle.</param>
internal sealed record DocumentSample(Guid Document, string Title, string Words);
