using System.Text.Json;
using TicketRag.Core.Answers;
using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Benchmarks.Answers;

/// <summary>A question of which is known whether the sources answer it: <c>{"question", "relevant": […], "history": [{"role", "content"}]}</c>; an empty list means no.</summary>
internal sealed record KnownQuestion(string Question, IReadOnlyList<string> Relevant, string? Kind = null, IReadOnlyList<KnownTurn>? History = null)
{
    private static readonly FollowUps FollowUps = new(new TextAnalyzer());
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public bool IsAnswerable => Relevant.Count > 0;

    /// <summary>As the product searches for it without a chat model.</summary>
    public string ToSearch() => FollowUps.Carry(
        Question, [.. (History ?? []).Chunk(2).Select(pair => new Exchange(pair[0].Content, pair.Length > 1 ? pair[1].Content : ""))]);

    /// <summary>Without those that try to talk somebody into something: what may answer them is another question.</summary>
    public static IReadOnlyList<KnownQuestion> ReadAll(string file) =>
        [.. JsonSerializer.Deserialize<KnownQuestion[]>(File.ReadAllText(file), Json)!.Where(question => question.Kind != "injection" || question.IsAnswerable)];
}

internal sealed record KnownTurn(string Role, string Content);
