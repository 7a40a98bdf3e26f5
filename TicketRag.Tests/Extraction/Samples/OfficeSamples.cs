using System.IO.Compression;
using System.Text;

namespace TicketRag.Tests.Extraction.Samples;

/// <summary>Small Office files, written part by part.</summary>
internal static class OfficeSamples
{
    private const string Types = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>""";
    private const string W = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    private const string Relations = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
    private const string OfficeDocument = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public static byte[] Word(string body) => Zip(
        ("[Content_Types].xml", Types),
        ("_rels/.rels", $"<Relationships {Relations}><Relationship Id=\"r1\" Type=\"{OfficeDocument}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"),
        ("word/styles.xml", $"<w:styles {W}><w:style w:styleId=\"H1\"><w:name w:val=\"heading 1\"/></w:style><w:style w:styleId=\"Mine\"><w:name w:val=\"mine\"/><w:basedOn w:val=\"H1\"/></w:style></w:styles>"),
        ("word/document.xml", $"<w:document {W}><w:body>{body}</w:body></w:document>"));

    public static string Paragraph(string text, string style = "") =>
        $"<w:p>{(style.Length > 0 ? $"<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>" : "")}<w:r><w:t>{text}</w:t></w:r></w:p>";

    public static byte[] Workbook(string rows, string shared = "") => Zip(
        ("[Content_Types].xml", Types),
        ("xl/workbook.xml", $"<workbook xmlns:r=\"{OfficeDocument}\"><sheets><sheet name=\"Prices\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", $"<Relationships {Relations}><Relationship Id=\"r1\" Type=\"{OfficeDocument}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
        ("xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
        ("xl/sharedStrings.xml", $"<sst>{shared}</sst>"),
        ("xl/worksheets/sheet1.xml", $"<worksheet><sheetData>{rows}</sheetData></worksheet>"));

    public static byte[] Presentation() => Presentation(Title("First") + Body("Said first"), Title("Second") + Body("Said last"));

    /// <param name="slides">What is on them, in the order in which they are shown.</param>
    public static byte[] Presentation(params string[] slides) => Zip([
        ("[Content_Types].xml", Types),
        ("ppt/presentation.xml", $"<p:presentation xmlns:p=\"p\" xmlns:r=\"{OfficeDocument}\"><p:sldIdLst>{Each(slides, (_, i) => $"<p:sldId id=\"{256 + i}\" r:id=\"r{slides.Length - i}\"/>")}</p:sldIdLst></p:presentation>"),
        ("ppt/_rels/presentation.xml.rels", $"<Relationships {Relations}>{Each(slides, (_, i) => $"<Relationship Id=\"r{i + 1}\" Type=\"{OfficeDocument}/slide\" Target=\"slides/slide{i + 1}.xml\"/>")}</Relationships>"),
        .. slides.Reverse().Select((slide, i) => ($"ppt/slides/slide{i + 1}.xml", $"<p:sld xmlns:p=\"p\" xmlns:a=\"a\">{slide}</p:sld>")),
    ]);

    public static byte[] Zip(params (string Name, string Content)[] parts) => Zip([.. parts.Select(part => (part.Name, Encoding.UTF8.GetBytes(part.Content)))]);

    public static byte[] Zip(params (string Name, byte[] Content)[] parts)
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using var part = archive.CreateEntry(name).Open();
                part.Write(content);
            }
        }

        return file.ToArray();
    }

    private static string Title(string text) => $"<p:sp><p:nvPr><p:ph type=\"title\"/></p:nvPr><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sp>";

    private static string Body(string text) => $"<p:sp><p:nvPr><p:ph/></p:nvPr><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sp>";

    private static string Each(string[] parts, Func<string, int, string> write) => string.Concat(parts.Select(write));
}
