using System.Xml;

namespace TicketRag.IngestWorker.Extraction.Office;

/// <summary>Excel (.xlsx): sheet by sheet, a table wherever rows stand together; cells show their stored values, dates as ISO 8601.</summary>
internal sealed class WorkbookExtractor : IExtractor
{
    public string Format => "xlsx";

    public bool Recognizes(FileProbe file) =>
        file.ZipEntries.Any(name => name.StartsWith("xl/", StringComparison.OrdinalIgnoreCase)) && !file.ZipEntries.Any(name => name.EndsWith(".bin", StringComparison.Ordinal) && name.Contains("workbook", StringComparison.Ordinal))
        && file.ZipEntries.Contains("[Content_Types].xml", StringComparer.OrdinalIgnoreCase);

    public void Extract(ExtractionRun run)
    {
        using var package = new OfficePackage(run.Content, run.Budget);
        run.Blocks.Facts = package.Facts();
        var main = package.MainPart("xl/workbook.xml");
        var parts = package.Relationships(main);
        var values = new CellValues(
            SharedStrings.Read(package, PartOf("sharedStrings") ?? "xl/sharedStrings.xml"),
            DateStyles.Read(package, PartOf("styles") ?? "xl/styles.xml"),
            Starts1904(package, main));
        foreach (var (name, id) in Sheets(package, main))
        {
            if (parts.TryGetValue(id, out var part) && part.Type == "worksheet")
            {
                run.Blocks.Heading(1, name, new(Sheet: name));
                new SheetWalk(run.Blocks, values, name).Write(package.Read(part.Target));
                WriteComments(run, package, part.Target, name);
            }
        }

        string? PartOf(string type) => parts.Values.FirstOrDefault(part => part.Type == type).Target;
    }

    private static List<(string Name, string Id)> Sheets(OfficePackage package, string main) =>
        [.. package.Read(main).Where(reader => reader is { NodeType: XmlNodeType.Element, LocalName: "sheet" }).Select(reader => (reader.GetAttribute("name") ?? "", reader.Get("id") ?? ""))];

    private static bool Starts1904(OfficePackage package, string main) =>
        package.Read(main).Any(reader => reader is { NodeType: XmlNodeType.Element, LocalName: "workbookPr" } && reader.GetAttribute("date1904") is "1" or "true");

    private static void WriteComments(ExtractionRun run, OfficePackage package, string sheetPart, string sheet)
    {
        foreach (var part in package.Relationships(sheetPart).Values.Where(part => part.Type == "comments"))
        {
            var isText = false;
            foreach (var reader in package.Read(part.Target))
            {
                isText = reader.NodeType == XmlNodeType.Element ? reader.LocalName == "t" : isText && reader.NodeType != XmlNodeType.EndElement;
                if (isText && reader.NodeType == XmlNodeType.Text)
                {
                    run.Blocks.Paragraph(reader.Value, new(Sheet: sheet));
                }
            }
        }
    }
}
