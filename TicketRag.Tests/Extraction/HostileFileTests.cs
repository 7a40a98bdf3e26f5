using System.Text;
using TicketRag.IngestWorker.Extraction;
using TicketRag.Tests.Extraction.Samples;
using TicketRag.Tests.Pdf.Writing;

namespace TicketRag.Tests.Extraction;

public sealed class HostileFileTests
{
    [Fact]
    public async Task Zip_bomb_is_refused_before_it_is_unpacked()
    {
        var refusal = await Extract.RefusalAsync(OfficeSamples.Zip(("a.txt", new byte[50 << 20])));

        Assert.Equal(ExtractionFault.LimitExceeded, refusal.Fault);
    }

    [Fact]
    public async Task Bomb_in_an_office_file_is_refused()
    {
        var refusal = await Extract.RefusalAsync(OfficeSamples.Word($"<w:p><w:r><w:t>{new string('a', 50 << 20)}</w:t></w:r></w:p>"));

        Assert.Equal(ExtractionFault.LimitExceeded, refusal.Fault);
    }

    [Fact]
    public async Task Pdf_that_would_fill_the_memory_is_refused()
    {
        var pdf = new PdfWriter();
        pdf.AddPage("");
        pdf.SetStream(1, "/Filter [/FlateDecode /FlateDecode]", PdfWriter.Deflate(PdfWriter.Deflate(new byte[30_000_000])));
        var refusal = await Extract.RefusalAsync(pdf.Build(), options: new() { MaxMemoryBytes = 10_000_000 });

        Assert.Equal(ExtractionFault.LimitExceeded, refusal.Fault);
        Assert.Contains("memory", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public async Task Text_that_is_one_line_too_long_is_refused_and_one_of_blanks_is_not(string encoding)
    {
        var options = new ExtractionOptions { MaxTextCharacters = 1_000 };
        byte[] Of(string text) => [.. Encoding.GetEncoding(encoding).GetPreamble(), .. Encoding.GetEncoding(encoding).GetBytes(text)];

        Assert.Equal(ExtractionFault.LimitExceeded, (await Extract.RefusalAsync(Of(new string('ä', 2_001)), options: options)).Fault);
        Assert.Equal("ä ä", (await Extract.OfAsync(Of($"ä{new string(' ', 1_900)}ä"), options: options)).Text);
    }

    [Theory]
    [InlineData("<w:p><w:r><w:t>{0}</w:t></w:r></w:p>")]
    [InlineData("<w:p w:rsid=\"{0}\"><w:r><w:t>short</w:t></w:r></w:p>")]
    public async Task Text_or_attribute_of_an_office_file_that_would_fill_the_memory_is_refused(string body)
    {
        var file = OfficeSamples.Word(string.Format(System.Globalization.CultureInfo.InvariantCulture, body, new string('a', 3 << 20)));
        var refusal = await Extract.RefusalAsync(file, options: new() { MaxTextCharacters = 1_000, MaxUnpackRatio = 10_000 });

        Assert.Equal((ExtractionFault.LimitExceeded, "A single text or attribute in it is longer than 1 MB."), (refusal.Fault, refusal.Message));
    }

    [Fact]
    public async Task Shared_strings_that_would_fill_the_memory_are_refused_before_a_cell_uses_them()
    {
        var shared = string.Concat(Enumerable.Range(0, 30).Select(i => $"<si><t>{i:D100}</t></si>"));
        var file = OfficeSamples.Workbook("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>", shared);

        Assert.Equal("Its text is longer than 1,000 characters. Split it.", (await Extract.RefusalAsync(file, options: new() { MaxTextCharacters = 1_000 })).Message);
        Assert.Contains($"{0:D100}", (await Extract.OfAsync(file, options: new() { MaxTextCharacters = 2_000 })).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archives_in_archives_end_at_the_limit()
    {
        var file = OfficeSamples.Zip(("a.txt", "Deep down."));
        for (var i = 0; i < 6; i++)
        {
            file = OfficeSamples.Zip(("inner.zip", file));
        }

        Assert.Equal(ExtractionFault.LimitExceeded, (await Extract.RefusalAsync(file)).Fault);
    }

    [Fact]
    public async Task Sheet_of_too_many_cells_is_refused()
    {
        var row = $"<row>{string.Concat(Enumerable.Repeat("<c><v>1</v></c>", 100))}</row>";
        var refusal = await Extract.RefusalAsync(
            OfficeSamples.Workbook(string.Concat(Enumerable.Repeat(row, 100))), options: new() { MaxCells = 5_000, MaxUnpackRatio = 10_000 });

        Assert.Equal(ExtractionFault.LimitExceeded, refusal.Fault);
    }

    [Fact]
    public async Task Cell_in_the_last_column_costs_no_row_of_cells()
    {
        var rows = string.Concat(Enumerable.Range(1, 500).Select(i => $"<row r=\"{i}\"><c r=\"XFD{i}\"><v>1</v></c></row>"));

        Assert.NotEmpty((await Extract.OfAsync(OfficeSamples.Workbook(rows), options: new() { MaxCells = 1_000 })).Text);
    }

    [Fact]
    public async Task Entities_in_office_xml_are_refused()
    {
        var file = OfficeSamples.Zip(
            ("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><document><p><t>&b;</t></p></document>"));

        Assert.Contains("document type", (await Extract.RefusalAsync(file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<b>")]
    [InlineData("<b id={0}>")]
    [InlineData("<p><b id={0}>")]
    [InlineData("<b id={0}><p>")]
    [InlineData("<font size={0}></div>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<ul><li>")]
    [InlineData("<a href={0}><div>")]
    [InlineData("<svg><g>")]
    [InlineData("<template>")]
    [InlineData("<x{0}>")]
    public async Task Deeply_nested_html_is_refused_with_its_depth(string tag)
    {
        var refusal = await Extract.RefusalAsync(Repeated(tag));

        Assert.Equal((ExtractionFault.LimitExceeded, "Its elements are nested more than 500 deep."), (refusal.Fault, refusal.Message));
    }

    [Theory]
    [InlineData("<table>")]
    [InlineData("<a href=x>")]
    [InlineData("<h1>")]
    [InlineData("<dd>")]
    [InlineData("<nobr>")]
    [InlineData("</p>")]
    [InlineData("<b></div>x</b>")]
    public async Task Unclosed_html_that_nests_nowhere_is_read(string tag)
    {
        var read = await Extract.OfAsync(Repeated(tag));

        Assert.EndsWith("text", read.Text.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<div ")]
    [InlineData("<")]
    [InlineData("<div a{0} ")]
    [InlineData("&a")]
    [InlineData("<!--")]
    public async Task Unfinished_html_takes_no_longer_than_it_is_long(string part)
    {
        var outcome = await Record.ExceptionAsync(() => Extract.OfAsync(Repeated(part)));

        Assert.True(outcome is null or ExtractionException { Fault: ExtractionFault.Empty }, outcome?.Message);
    }

    [Fact]
    public async Task Html_whose_completion_would_fill_the_memory_is_refused()
    {
        var open = string.Concat(Enumerable.Range(0, 400).Select(i => $"<b id={i}>"));
        var refusal = await Extract.RefusalAsync(
            Encoding.UTF8.GetBytes($"<!DOCTYPE html><p>{open}</p>{string.Concat(Enumerable.Repeat("<p>x</p>", 200_000))}"), options: new() { Timeout = TimeSpan.FromMinutes(30) });

        Assert.Equal(ExtractionFault.LimitExceeded, refusal.Fault);
        Assert.Contains("1 GB", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_of_many_elements_is_read()
    {
        var read = await Extract.OfAsync(Encoding.UTF8.GetBytes($"<!DOCTYPE html>{string.Concat(Enumerable.Repeat("<p>Words enough.", 100_000))}"));

        Assert.Equal(100_000, read.Blocks.Count);
    }

    [Theory]
    [InlineData(">")]
    [InlineData("- ")]
    [InlineData("[a")]
    public async Task Deeply_nested_markdown_is_refused(string mark)
    {
        var refusal = await Extract.RefusalAsync(Encoding.UTF8.GetBytes($"{string.Concat(Enumerable.Repeat(mark, 50_000))}text"), "a.md");

        Assert.Equal(ExtractionFault.LimitExceeded, refusal.Fault);
    }

    [Fact]
    public async Task Deeply_nested_json_is_refused()
    {
        Assert.Equal(ExtractionFault.Damaged, (await Extract.RefusalAsync(Encoding.UTF8.GetBytes(new string('[', 100_000)))).Fault);
    }

    [Fact]
    public async Task Time_is_up_when_it_is_up()
    {
        var page = Encoding.UTF8.GetBytes($"<!DOCTYPE html>{string.Concat(Enumerable.Repeat("<p>one</p>", 500_000))}");
        var extraction = new FileExtraction(Microsoft.Extensions.Options.Options.Create(new ExtractionOptions { Timeout = TimeSpan.FromMilliseconds(1) }), TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<ExtractionException>(
            () => extraction.ExtractAsync(new MemoryStream(page), null, null, TestContext.Current.CancellationToken));

        Assert.Equal(ExtractionFault.TimedOut, refusal.Fault);
    }

    [Theory]
    [InlineData("WordDocument", ExtractionFault.Unsupported, ".docx")]
    [InlineData("PowerPoint Document", ExtractionFault.Unsupported, ".pptx")]
    [InlineData("EncryptedPackage", ExtractionFault.Encrypted, "password")]
    public async Task Legacy_and_encrypted_office_files_are_refused_with_what_to_do(string stream, ExtractionFault fault, string advice)
    {
        var refusal = await Extract.RefusalAsync(CompoundWith(stream));

        Assert.Equal(fault, refusal.Fault);
        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Picture_needs_ocr()
    {
        Assert.Equal(ExtractionFault.NeedsOcr, (await Extract.RefusalAsync([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10])).Fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n \t \n")]
    [InlineData("<html><body><script>x</script></body></html>")]
    public async Task File_without_text_is_no_empty_success(string content)
    {
        Assert.Equal(ExtractionFault.Empty, (await Extract.RefusalAsync(Encoding.UTF8.GetBytes(content))).Fault);
    }

    [Fact]
    public async Task What_comes_out_can_be_stored()
    {
        var document = await Extract.OfAsync(Encoding.UTF8.GetBytes("a\u0001b\ud800c and \u0002 more, with text enough around it that it is text all the same: " + string.Concat(Enumerable.Repeat("a line of words, ", 30))));

        Assert.DoesNotContain(document.Text, c => char.IsControl(c) && c != '\n');
    }

    private static byte[] Repeated(string tag)
    {
        var html = string.Concat(Enumerable.Range(0, 100_000).Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, tag, i)));
        return Encoding.UTF8.GetBytes($"<!DOCTYPE html><body>{html}text");
    }

    private static byte[] CompoundWith(string stream)
    {
        var file = new byte[3 * 512];
        byte[] magic = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        magic.CopyTo(file, 0);
        file[30] = 9;
        Encoding.Unicode.GetBytes(stream).CopyTo(file, 512);
        file[512 + 64] = (byte)(2 * stream.Length + 2);
        return file;
    }
}
