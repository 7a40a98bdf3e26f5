using System.Text;

namespace TicketRag.Pdf.Layout;

/// <summary>Joins lines to text and undoes the hyphenation between them.</summary>
internal static class BlockText
{
    private const char SoftHyphen = '\u00AD';
    private const char Hyphen = '\u2010';

    public static string Join(IReadOnlyList<PdfLine> lines)
    {
        if (lines.Count == 1)
        {
            return WithoutSoftHyphens(lines[0].Text);
        }

        var text = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i].Text;
            if (i + 1 < lines.Count && IsHyphenated(line, lines[i + 1].Text))
            {
                text.Append(line, 0, line.Length - 1);
            }
            else
            {
                text.Append(line).Append(i + 1 < lines.Count ? "\n" : "");
            }
        }

        return WithoutSoftHyphens(text.ToString());
    }

    /// <summary>A letter and a hyphen at the end, a small letter at the beginning of the next line.</summary>
    private static bool IsHyphenated(string line, string next) =>
        line.Length >= 2 && line[^1] is '-' or Hyphen or SoftHyphen && line.Length >= 2
        && char.IsLetter(line[^2]) && char.IsLower(next[0]);

    private static string WithoutSoftHyphens(string text) =>
        text.Contains(SoftHyphen) ? text.Replace(SoftHyphen.ToString(), "", StringComparison.Ordinal) : text;
}
