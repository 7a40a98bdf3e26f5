using System.IO.Compression;
using System.Xml.Linq;

namespace TicketRag.Benchmarks.Extraction;

/// <summary>The words of an Office file's XML, read as a tree: of Word the body's text, of Excel every cell's text or number.</summary>
internal static class OfficeOracle
{
    /// <summary>Null where the file can't be opened.</summary>
    public static string? Text(byte[] file, string format)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(file));
            return format == "docx" ? Word(archive) : Excel(archive);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static string Word(ZipArchive archive) =>
        string.Join('\n', Load(archive, "word/document.xml").Descendants().Where(node => node.Name.LocalName == "p")
            .Select(paragraph => string.Concat(paragraph.Descendants().Where(node => node.Name.LocalName is "t" or "tab" or "br").Select(node => node.Name.LocalName == "t" ? node.Value : " "))));

    private static string Excel(ZipArchive archive)
    {
        var shared = archive.GetEntry("xl/sharedStrings.xml") is null
            ? []
            : Load(archive, "xl/sharedStrings.xml").Descendants().Where(node => node.Name.LocalName == "si")
                .Select(item => string.Concat(item.Descendants().Where(node => node.Name.LocalName == "t").Select(node => node.Value))).ToList();
        return string.Join('\n', archive.Entries.Where(entry => entry.FullName.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal))
            .SelectMany(entry => Load(archive, entry.FullName).Descendants().Where(node => node.Name.LocalName == "c"))
            .Select(cell => Value(cell, shared)));
    }

    private static string Value(XElement cell, List<string> shared)
    {
        var value = cell.Elements().FirstOrDefault(node => node.Name.LocalName == "v")?.Value;
        return cell.Attribute("t")?.Value == "s" && value is not null
            ? shared[int.Parse(value, System.Globalization.CultureInfo.InvariantCulture)]
            : value ?? string.Concat(cell.Descendants().Where(node => node.Name.LocalName == "t").Select(node => node.Value));
    }

    private static XDocument Load(ZipArchive archive, string part)
    {
        using var stream = archive.GetEntry(part)?.Open() ?? throw new InvalidDataException(part);
        return XDocument.Load(stream);
    }
}
