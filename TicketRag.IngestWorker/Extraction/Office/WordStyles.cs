using System.Globalization;
using System.Xml;

namespace TicketRag.IngestWorker.Extraction.Office;

/// <summary>Which paragraph styles are headings, by name or outline level, also by way of the style that one is based on.</summary>
internal sealed class WordStyles
{
    private const int MostSteps = 20;

    private readonly Dictionary<string, Style> _styles = [];

    public static WordStyles Read(OfficePackage package, string part)
    {
        var styles = new WordStyles();
        Style? current = null;
        foreach (var reader in package.Read(part))
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (reader.LocalName)
            {
                case "style":
                    current = new();
                    styles._styles.TryAdd(reader.Get("styleId") ?? "", current);
                    break;
                case "name" when current is not null:
                    current.Name ??= reader.Get("val");
                    break;
                case "basedOn" when current is not null:
                    current.BasedOn ??= reader.Get("val");
                    break;
                case "outlineLvl" when current is not null:
                    current.Outline ??= reader.GetNumber("val");
                    break;
                case "numPr" when current is not null:
                    current.IsList = true;
                    break;
            }
        }

        return styles;
    }

    /// <summary>From 1; 0 where the style is no heading.</summary>
    public int HeadingLevel(string? styleId) => Lineage(styleId).Select(LevelOf).FirstOrDefault(level => level > 0);

    public bool IsList(string? styleId) => Lineage(styleId).Any(style => style.IsList || style.Name?.StartsWith("list ", StringComparison.OrdinalIgnoreCase) == true);

    private IEnumerable<Style> Lineage(string? styleId)
    {
        for (var step = 0; step < MostSteps && styleId is not null && _styles.TryGetValue(styleId, out var style); step++)
        {
            yield return style;
            styleId = style.BasedOn;
        }
    }

    private static int LevelOf(Style style) =>
        style.Name is { } name && name.StartsWith("heading ", StringComparison.OrdinalIgnoreCase)
        && int.TryParse(name.AsSpan(8), NumberStyles.None, CultureInfo.InvariantCulture, out var level) ? level
        : string.Equals(style.Name, "title", StringComparison.OrdinalIgnoreCase) ? 1
        : style.Outline is >= 0 and < 9 and var outline ? outline + 1
        : 0;

    private sealed class Style
    {
        public string? Name { get; set; }

        public string? BasedOn { get; set; }

        public int? Outline { get; set; }

        public bool IsList { get; set; }
    }
}
