using System.Globalization;
using System.Xml;

namespace TicketRag.IngestWorker.Extraction.Office;

/// <summary>PowerPoint (.pptx): slide by slide, with its notes; the slide's number is its page.</summary>
internal sealed class PresentationExtractor : IExtractor
{
    public string Format => "pptx";

    public bool Recognizes(FileProbe file) => file.ZipEntries.Any(name => name.StartsWith("ppt/", StringComparison.OrdinalIgnoreCase))
        && file.ZipEntries.Contains("[Content_Types].xml", StringComparer.OrdinalIgnoreCase);

    public void Extract(ExtractionRun run)
    {
        using var package = new OfficePackage(run.Content, run.Budget);
        run.Blocks.Facts = package.Facts();
        var number = 0;
        foreach (var slide in Slides(package))
        {
            number++;
            new SlideWalk(run.Blocks, new(Page: number)).Write(package.Read(slide));
            foreach (var part in package.Relationships(slide).Values.Where(part => part.Type == "notesSlide"))
            {
                new SlideWalk(run.Blocks, new(Page: number), isNotes: true).Write(package.Read(part.Target));
            }
        }
    }

    // As the presentation orders them; by their names where it doesn't say.
    private static IEnumerable<string> Slides(OfficePackage package)
    {
        var main = package.MainPart("ppt/presentation.xml");
        var parts = package.Relationships(main);
        var ordered = package.Read(main)
            .Where(reader => reader is { NodeType: XmlNodeType.Element, LocalName: "sldId" })
            .Select(reader => reader.GetAttribute("id", reader.LookupNamespace("r") ?? "") ?? "")
            .Where(parts.ContainsKey).Select(id => parts[id].Target).Where(package.Has).ToList();
        return ordered.Count > 0
            ? ordered
            : package.Names.Where(name => name.StartsWith("ppt/slides/slide", StringComparison.OrdinalIgnoreCase)).OrderBy(NumberIn).ToList();
    }

    private static int NumberIn(string name) =>
        int.TryParse(new string([.. name.Where(char.IsAsciiDigit)]), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
}
