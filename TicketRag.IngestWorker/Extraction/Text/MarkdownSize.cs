using System.Buffers;

namespace TicketRag.IngestWorker.Extraction.Text;

/// <summary>
/// Refuses before it is parsed what the parser would make far larger than it is: rows of tables, which it fills up to the widest of them, and link definitions
/// by the thousand in a row, each of which it moves the others for.
/// </summary>
internal static class MarkdownSize
{
    private const int MostDefinitions = 20_000;

    private static readonly SearchValues<char> RuleCharacters = SearchValues.Create(" \t\r>|:+-");

    public static void Check(string text, ExtractionBudget budget)
    {
        var paragraph = default(Paragraph);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            paragraph = line.IsWhiteSpace() ? default : paragraph.With(line);
            ExtractionBudget.Limit(paragraph.Definitions <= MostDefinitions, $"It has more than {MostDefinitions:N0} link definitions in a row.");
            ExtractionBudget.Limit(paragraph.Cells <= budget.Options.MaxCells, $"Its tables have more than {budget.Options.MaxCells:N0} cells. Split it.");
        }
    }

    /// <summary>Lines without an empty one between them.</summary>
    private readonly record struct Paragraph(long Lines, int Widest, bool IsTable, int Definitions)
    {
        public long Cells => IsTable ? Lines * Widest : 0;

        public Paragraph With(ReadOnlySpan<char> line) => new(
            Lines + 1,
            Math.Max(Widest, line.Count('|') + 1),
            IsTable || (line.Contains('-') && line.IndexOfAnyExcept(RuleCharacters) < 0),
            Definitions + (line.TrimStart(" \t>").StartsWith('[') && line.Contains("]:", StringComparison.Ordinal) ? 1 : 0));
    }
}
