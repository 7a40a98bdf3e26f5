namespace TicketRag.Pdf.Fonts;

/// <summary>Named tables of glyph names: the encodings of ISO 32000-2 annex D, and the orders that font formats assume.</summary>
internal static class GlyphOrders
{
    private static readonly Lazy<Dictionary<string, string[]>> Tables = new(Load);

    public static string[] Standard => Tables.Value["Standard"];

    public static string[] WinAnsi => Tables.Value["WinAnsi"];

    public static string[] MacRoman => Tables.Value["MacRoman"];

    public static string[] CffStandardStrings => Tables.Value["CffStandardStrings"];

    public static string[] MacintoshOrder => Tables.Value["MacintoshOrder"];

    /// <summary>The table that a <c>BaseEncoding</c> names, or null. MacExpert is not known.</summary>
    public static string[]? Encoding(string? name) => name switch
    {
        "StandardEncoding" => Standard,
        "WinAnsiEncoding" => WinAnsi,
        "MacRomanEncoding" => MacRoman,
        _ => null,
    };

    private static Dictionary<string, string[]> Load()
    {
        var tables = new Dictionary<string, List<string>>();
        List<string> current = [];
        foreach (var line in DataResource.Lines("glyph-orders.txt"))
        {
            if (line[0] == '[')
            {
                tables[line.Trim('[', ']')] = current = [];
            }
            else
            {
                current.AddRange(line.Split(' ').Select(string.Intern));
            }
        }

        return tables.ToDictionary(table => table.Key, table => table.Value.ToArray());
    }
}
