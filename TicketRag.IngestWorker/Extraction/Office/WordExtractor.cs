namespace TicketRag.IngestWorker.Extraction.Office;

/// <summary>Word (.docx): the body, then notes, comments, headers and footers, each text once.</summary>
internal sealed class WordExtractor : IExtractor
{
    private static readonly string[] Besides = ["footnotes", "endnotes", "comments", "header", "footer"];

    public string Format => "docx";

    public bool Recognizes(FileProbe file) => file.ZipEntries.Any(name => name.StartsWith("word/", StringComparison.OrdinalIgnoreCase))
        && file.ZipEntries.Contains("[Content_Types].xml", StringComparer.OrdinalIgnoreCase);

    public void Extract(ExtractionRun run)
    {
        using var package = new OfficePackage(run.Content, run.Budget);
        run.Blocks.Facts = package.Facts();
        var main = package.MainPart("word/document.xml");
        if (!package.Has(main))
        {
            throw new ExtractionException(ExtractionFault.Damaged, "The Word file is damaged: its document part is missing.");
        }

        var related = package.Relationships(main).Values.ToList();
        var styles = WordStyles.Read(package, related.FirstOrDefault(part => part.Type == "styles").Target ?? "word/styles.xml");
        new WordWalk(run.Blocks, styles).Write(package.Read(main));
        var seen = new HashSet<string>();
        foreach (var part in related.Where(part => Besides.Contains(part.Type)).OrderBy(part => Array.IndexOf(Besides, part.Type)))
        {
            new WordWalk(run.Blocks, styles, seen).Write(package.Read(part.Target));
        }
    }
}
