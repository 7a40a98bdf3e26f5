namespace TicketRag.IngestWorker.Extraction.Text;

/// <summary>The facts in the block before a Markdown file's text: the simple <c>key: value</c> lines of YAML.</summary>
internal static class FrontMatter
{
    public static DocumentFacts Read(string? yaml)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in (yaml ?? "").Split('\n'))
        {
            var colon = line.IndexOf(':');
            if (colon > 0 && !char.IsWhiteSpace(line[0]))
            {
                values.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim().Trim('"', '\''));
            }
        }

        return new() { Title = Value("title"), Author = Value("author"), Date = Value("date"), Language = Value("lang") ?? Value("language") };

        string? Value(string key) => values.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;
    }
}
