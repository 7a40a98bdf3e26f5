using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>Tells tables of data from tables that only arrange a page, and writes them.</summary>
internal static class DataTable
{
    private const int MostSpan = 100;
    private static readonly string[] Structure = ["table", "ul", "ol", "dl", "h1", "h2", "h3", "h4", "pre", "blockquote", "article", "section", "form"];

    /// <summary>Whether cells name its columns or rows, as no table does that only arranges.</summary>
    public static bool HasHeader(IElement table) => table.QuerySelector("th, caption") is not null;

    /// <summary>Null where the table only arranges.</summary>
    public static List<IElement>? Rows(IElement table)
    {
        if (table.GetAttribute("role") is "presentation" or "none" || table.Descendants<IElement>().Any(inner => Structure.Contains(inner.LocalName)))
        {
            return null;
        }

        var rows = table.Descendants<IElement>().Where(row => row.LocalName == "tr").ToList();
        return rows.Count > 1 && rows.Any(row => Cells(row).Skip(1).Any()) && rows.All(row => Cells(row).All(cell => cell.Children.Count(child => child.LocalName == "p") < 3))
            ? rows
            : null;
    }

    public static void Write(BlockWriter blocks, List<IElement> rows, ExtractionBudget budget)
    {
        if (rows[0].Closest("table")?.Children.FirstOrDefault(child => child.LocalName == "caption") is { } caption)
        {
            blocks.Paragraph(caption.TextContent);
        }

        using var table = blocks.Table();
        foreach (var row in rows)
        {
            var cells = Cells(row).ToList();
            var isHeader = row.ParentElement?.LocalName == "thead" || cells.TrueForAll(cell => cell.LocalName == "th");
            table.Row([.. cells.SelectMany(Spread).Take(budget.Options.MaxCells + 1)], isHeader: isHeader && cells.Count > 0);
        }
    }

    private static IEnumerable<IElement> Cells(IElement row) => row.Children.Where(cell => cell.LocalName is "td" or "th");

    // A cell over several columns stands in its first; the others are empty, so that columns stay in line.
    private static IEnumerable<string> Spread(IElement cell)
    {
        yield return CellText.Of(cell);
        _ = int.TryParse(cell.GetAttribute("colspan"), out var span);
        for (var i = 1; i < Math.Min(span, MostSpan); i++)
        {
            yield return "";
        }
    }
}
