using System.Text;
using TicketRag.Core.Documents;
using TicketRag.IngestWorker.Extraction;
using TicketRag.Tests.Extraction.Samples;
using TicketRag.Tests.Pdf.Writing;

namespace TicketRag.Tests.Extraction;

public sealed class FormatTests
{
    [Theory]
    [InlineData("# Title\n\nText with a [link](http://example.com) and **weight**.\n\n- one\n- two", "markdown")]
    [InlineData("<!DOCTYPE html><title>t</title><p>Some text of a page.</p>", "html")]
    [InlineData("{\"a\": 1, \"b\": [1, 2]}", "json")]
    [InlineData("a,b,c\n1,2,3\n4,5,6\n7,8,9\n", "csv")]
    [InlineData("Just a note.\n\nAnd another, with a comma.", "text")]
    public async Task Text_formats_are_told_by_content_whatever_the_name_says(string text, string format)
    {
        Assert.Equal(format, (await Extract.OfAsync(text, "upload.bin")).Format);
    }

    [Fact]
    public async Task Binary_formats_are_told_by_content_whatever_the_name_says()
    {
        Assert.Equal("docx", (await Extract.OfAsync(OfficeSamples.Word(OfficeSamples.Paragraph("x")), "a.txt")).Format);
        Assert.Equal("xlsx", (await Extract.OfAsync(OfficeSamples.Workbook("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"), "a.docx")).Format);
        Assert.Equal("pptx", (await Extract.OfAsync(OfficeSamples.Presentation(), "a.zip")).Format);
        Assert.Equal("zip", (await Extract.OfAsync(OfficeSamples.Zip(("a.txt", "Text in it.")), "a.docx")).Format);
        Assert.Equal("pdf", (await Extract.OfAsync(SamplePdfs.All().First(), "a.html")).Format);
    }

    [Fact]
    public async Task Word_gives_headings_lists_and_tables_without_deleted_text()
    {
        var body = OfficeSamples.Paragraph("Setup", "Mine") + OfficeSamples.Paragraph("Open the box.")
            + "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:pPr><w:numPr><w:ilvl w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>item</w:t></w:r></w:p>"
            + "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Part</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Price</w:t></w:r></w:p></w:tc></w:tr>"
            + "<w:tr><w:tc><w:p><w:r><w:t>Tray</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>4</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
        var document = await Extract.OfAsync(OfficeSamples.Word(body));

        Assert.Equal("Setup\n\nOpen the box.\n\n  - item\n\nPart | Price\nTray | 4", document.Text);
        Assert.Equal([BlockKind.Heading, BlockKind.Paragraph, BlockKind.ListItem, BlockKind.Table], document.Blocks.Select(block => block.Kind));
        Assert.All(document.Blocks, block => Assert.Equal("Setup", block.HeadingPath));
        Assert.Equal(1, document.Blocks[3].HeaderRows);
    }

    [Fact]
    public async Task Workbook_gives_tables_with_sheet_and_row_and_dates_as_dates()
    {
        var document = await Extract.OfAsync(OfficeSamples.Workbook(
            "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"inlineStr\"><is><t>Since</t></is></c></row><row r=\"3\"><c r=\"A3\" t=\"b\"><v>1</v></c><c r=\"B3\" s=\"1\"><v>44197</v></c></row>"
            + "<row r=\"9\"><c r=\"B9\"><v>0.1</v></c></row>",
            "<si><r><t>Kn</t></r><r><t>own</t></r><rPh><t>no</t></rPh></si>"));

        Assert.Equal("Prices\n\nKnown | Since\nTRUE | 2021-01-01\n\n | 0.1", document.Text);
        Assert.Equal((2, 9), (document.Blocks[1].Place.Line, document.Blocks[2].Place.Line));
        Assert.All(document.Blocks, block => Assert.Equal("Prices", block.Place.Sheet));
        Assert.Equal([2, 3], document.Blocks[1].Rows.Select(row => row.Line));
    }

    [Fact]
    public async Task Presentation_gives_its_slides_in_its_own_order()
    {
        var document = await Extract.OfAsync(OfficeSamples.Presentation());

        Assert.Equal("First\n\n- Said first\n\nSecond\n\n- Said last", document.Text);
        Assert.Equal([1, 1, 2, 2], document.Blocks.Select(block => block.Place.Page!.Value));
    }

    [Fact]
    public async Task Mail_gives_its_text_once_and_its_attachment_beneath_its_name()
    {
        var document = await Extract.OfAsync(TextSamples.Mail, "anything");

        Assert.Equal("eml", document.Format);
        Assert.Equal("Printer jams", document.Facts.Title);
        Assert.Equal("2026-03-03T10:00:00+01:00", document.Facts.Date);
        Assert.Contains("From: Jürgen <j@example.com>", document.Text, StringComparison.Ordinal);
        Assert.Contains("The tray is bröken and won't close.", document.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("The same as HTML", document.Text, StringComparison.Ordinal);
        Assert.Equal("präzise.csv", document.Blocks[^1].HeadingPath);
        Assert.EndsWith("part | price\ntray | 4\nfeeder | 9", document.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("windows-1252")]
    public async Task Text_is_read_in_its_encoding(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(name);
        const string Text = "Größe und Gewicht: 30 cm, 2 kg. Die Straße führt über die Brücke, später wird es kälter. Für Gäste gibt es Äpfel.";

        Assert.Equal(Text, (await Extract.OfAsync(encoding.GetBytes(Text))).Text);
        Assert.Equal(Text, (await Extract.OfAsync([.. encoding.GetPreamble(), .. encoding.GetBytes(Text)])).Text);
    }

    [Fact]
    public async Task Byte_order_mark_of_utf_32_is_known()
    {
        Assert.Equal("Größe", (await Extract.OfAsync([.. Encoding.UTF32.GetPreamble(), .. Encoding.UTF32.GetBytes("Größe")])).Text);
    }

    [Theory]
    [InlineData("windows-1251", "Принтер не печатает. Проверьте, есть ли бумага в лотке, и перезапустите устройство.")]
    [InlineData("shift_jis", "プリンターが印刷しません。用紙を確認して、電源を入れ直してください。")]
    [InlineData("gb18030", "打印机无法打印。请检查纸盒里是否有纸，然后重新启动设备。")]
    public async Task Older_encodings_are_told_by_their_letters(string name, string text)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

        Assert.Equal(text, (await Extract.OfAsync(Encoding.GetEncoding(name).GetBytes(text))).Text);
    }

    [Fact]
    public async Task Page_gives_its_article_with_its_facts_and_without_its_furniture()
    {
        var article = string.Concat(Enumerable.Range(0, 5).Select(i => $"<p>Paragraph {i} says, in so many words, what the article is about, and goes on for a while.</p>"));
        var document = await Extract.OfAsync(
            $"<html lang=\"en\"><head><title>Trays explained | Site</title><meta name=\"author\" content=\"A. Writer\"><meta property=\"article:published_time\" content=\"2026-01-02\"></head>"
            + $"<body><nav><a href=\"/\">Home</a> <a href=\"/x\">Elsewhere</a></nav><div id=\"main\"><h1>Trays explained</h1>{article}"
            + "<table><tr><th>Part</th><th>Price</th></tr><tr><td>Tray</td><td>4</td></tr></table></div>"
            + "<div class=\"sidebar\"><ul><li><a href=\"/a\">Another story</a></li></ul></div><footer>Copyright</footer><script>var x = 'script';</script></body></html>");

        Assert.Equal(new DocumentFacts { Title = "Trays explained", Author = "A. Writer", Date = "2026-01-02", Language = "en" }, document.Facts);
        Assert.StartsWith("Paragraph 0 says", document.Text, StringComparison.Ordinal);
        Assert.EndsWith("Part | Price\nTray | 4", document.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Elsewhere", document.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("script", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_of_like_objects_is_a_table()
    {
        var document = await Extract.OfAsync("""[{"name":"tray","price":4},{"name":"feeder","price":9}]""");

        Assert.Equal("name | price\ntray | 4\nfeeder | 9", document.Text);
    }

    [Fact]
    public async Task File_whose_name_cannot_be_written_has_a_heading_all_the_same()
    {
        var document = await Extract.OfAsync(OfficeSamples.Zip(("\u0001", "Text in it."u8.ToArray())));

        Assert.Equal("(no name)\n\nText in it.", document.Text);
    }

    [Fact]
    public async Task Archive_names_what_could_not_be_read_and_gives_the_rest()
    {
        var document = await Extract.OfAsync(OfficeSamples.Zip(("notes/a.txt", "Text in it."u8.ToArray()), ("b.bin", [0, 1, 2, 3, 0, 255])));

        Assert.Equal("notes/a.txt\n\nText in it.", document.Text);
        Assert.StartsWith("b.bin: The file is of no format", Assert.Single(document.Notes), StringComparison.Ordinal);
    }
}
