using System.Text.Json;
using System.Text.Json.Serialization;
using TicketRag.Core.Answers;

namespace TicketRag.Tests.Golden;

/// <summary>A question about the demo product whose answer is known: see docs/demo-data.md.</summary>
/// <param name="Relevant">The best source first: an article's slug, or <c>ticket:number</c>. Empty: the right answer is none.</param>
/// <param name="MustContain">What the best source says, verbatim.</param>
internal sealed record GoldenQuestion(
    string Id, string Question, string Kind, IReadOnlyList<string> Relevant, IReadOnlyList<string> MustContain, IReadOnlyList<GoldenTurn>? History = null)
{
    public bool IsAnswerable => Relevant.Count > 0;

    public IReadOnlyList<Exchange> Exchanges =>
    [
        .. (History ?? []).Chunk(2).Select(pair => new Exchange(pair[0].Content, pair.Length > 1 ? pair[1].Content : "")),
    ];

    public static IReadOnlyList<GoldenQuestion> ReadAll() =>
        JsonSerializer.Deserialize<GoldenQuestion[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Demo", "questions.json")), Json)!;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };
}

internal sealed record GoldenTurn(string Role, string Content);
