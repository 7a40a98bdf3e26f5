namespace TicketRag.IngestWorker.Extraction.Text;

/// <summary>Refuses what would nest too deeply before it is parsed: quotes, lists and brackets.</summary>
internal static class MarkdownDepth
{
    public static void Check(string text, ExtractionBudget budget)
    {
        var (brackets, markers) = (0, 0);
        foreach (var c in text)
        {
            brackets = c switch
            {
                '[' => brackets + 1,
                ']' => Math.Max(0, brackets - 1),
                '\n' => 0,
                _ => brackets,
            };
            markers = c switch
            {
                '>' or '-' or '*' or '+' => markers + 1,
                ' ' or '\t' => markers,
                _ => 0,
            };
            budget.CheckDepth(Math.Max(brackets, markers));
        }
    }
}
