namespace TicketRag.Pdf.Fonts;

/// <summary>The published tables that are embedded in this assembly; their notices stand at their heads.</summary>
internal static class DataResource
{
    public static Stream Open(string name) =>
        typeof(DataResource).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"The assembly lacks its table {name}.");

    /// <summary>The lines of a table without its comments.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(Open(name));
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}
