using System.Xml;

namespace TicketRag.IngestWorker.Extraction.Office;

/// <summary>Which cell styles show a number as a date or time.</summary>
internal static class DateStyles
{
    /// <summary>By the index that cells use.</summary>
    public static List<bool> Read(OfficePackage package, string part)
    {
        var formats = new Dictionary<int, bool>();
        var styles = new List<bool>();
        var inCells = false;
        foreach (var reader in package.Read(part))
        {
            switch (reader.NodeType, reader.LocalName)
            {
                case (XmlNodeType.Element, "numFmt") when reader.GetNumber("numFmtId") is { } id:
                    formats[id] = IsDate(reader.GetAttribute("formatCode") ?? "");
                    break;
                case (XmlNodeType.Element, "cellXfs"):
                    inCells = !reader.IsEmptyElement;
                    break;
                case (XmlNodeType.EndElement, "cellXfs"):
                    inCells = false;
                    break;
                case (XmlNodeType.Element, "xf") when inCells:
                    var format = reader.GetNumber("numFmtId") ?? 0;
                    styles.Add(formats.TryGetValue(format, out var isDate) ? isDate : IsBuiltInDate(format));
                    break;
            }
        }

        return styles;
    }

    // ECMA-376, part 1, 18.8.30.
    private static bool IsBuiltInDate(int format) => format is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58);

    // A letter of a date outside quotes, brackets and escapes.
    private static bool IsDate(string code)
    {
        var (quoted, bracketed) = (false, false);
        for (var i = 0; i < code.Length; i++)
        {
            switch (code[i])
            {
                case '"':
                    quoted = !quoted;
                    break;
                case '\\' or '_' or '*':
                    i++;
                    break;
                case '[' or ']' when !quoted:
                    bracketed = code[i] == '[';
                    break;
                case 'y' or 'Y' or 'd' or 'D' or 'h' or 'H' or 'm' or 'M' or 's' or 'S' when !quoted && !bracketed:
                    return !code.Contains("General", StringComparison.OrdinalIgnoreCase);
            }
        }

        return false;
    }
}
