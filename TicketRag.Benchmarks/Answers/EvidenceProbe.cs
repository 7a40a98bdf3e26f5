using System.Net.Http.Json;
using System.Text.Json;
using TicketRag.Core.Answers;
using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Benchmarks.Answers;

/// <summary>Asks a running deployment what it finds for a question, in the two pools that answers are made from.</summary>
internal static class EvidenceProbe
{
    public static async Task<ProbedQuestion> AskAsync(HttpClient http, string query)
    {
        var tickets = await FindAsync(http, new { query, top_k = Evidence.PassagesThatCount, source_types = new[] { "ticket" }, filters = new { state = "solved" } });
        var knowledge = await FindAsync(http, new { query, top_k = Evidence.PassagesThatCount, source_types = new[] { "article", "asset", "text", "file", "page" } });
        var mode = knowledge.GetProperty("mode");
        return new(
            [.. Passages(tickets), .. Passages(knowledge)], mode.GetProperty("store").GetString()!, mode.GetProperty("embedder").GetString(), mode.GetProperty("degraded").GetArrayLength() > 0);
    }

    private static async Task<JsonElement> FindAsync(HttpClient http, object request)
    {
        using var response = await http.PostAsJsonAsync("rag/retrieve", request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static IEnumerable<ProbedPassage> Passages(JsonElement found) => found.GetProperty("results").EnumerateArray().Select(result =>
    {
        var coverage = result.GetProperty("coverage");
        var dense = result.GetProperty("scores").GetProperty("dense");
        return new ProbedPassage(
            new(coverage.GetProperty("share").GetDouble(), coverage.GetProperty("shared").GetInt32(), coverage.GetProperty("asked").GetInt32()),
            dense.ValueKind == JsonValueKind.Number ? dense.GetDouble() : null);
    });
}

internal sealed record ProbedQuestion(IReadOnlyList<ProbedPassage> Passages, string Store, string? Model, bool Degraded);

internal sealed record ProbedPassage(QuestionCoverage Coverage, double? Similarity);
