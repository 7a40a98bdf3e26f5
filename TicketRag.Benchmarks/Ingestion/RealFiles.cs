namespace TicketRag.Benchmarks.Ingestion;

/// <summary>The files of the evaluation data, by kind.</summary>
internal static class RealFiles
{
    private static readonly (string Kind, string Folder, string[] Patterns)[] Kinds =
        [("PDF", "pdf", ["*.pdf"]), ("web pages", "readability", ["source.html"]), ("Word and Excel", "office", ["*.docx", "*.xlsx"])];

    public static IReadOnlyList<(string Kind, IReadOnlyList<string> Files)> Of(string data) =>
    [
        .. Kinds.Where(kind => Directory.Exists(Path.Combine(data, kind.Folder))).Select(kind => (kind.Kind, Find(Path.Combine(data, kind.Folder), kind.Patterns))),
    ];

    private static IReadOnlyList<string> Find(string folder, string[] patterns) =>
        [.. patterns.SelectMany(pattern => Directory.GetFiles(folder, pattern, SearchOption.AllDirectories)).Order(StringComparer.Ordinal)];
}
