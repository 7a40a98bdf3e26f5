using System.Text;
using TicketRag.IngestWorker.Extraction;
using TicketRag.Tests.Extraction.Samples;

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
    [InlineData("<svg><g>")]
    [InlineData("<ul><li>")]
    public async Task Deeply_nested_html_is_refused_or_read_within_its_time(string tag)
    {
        var html = $"<!DOCTYPE html>{string.Concat(Enumerable.Repeat(tag, 20_000))}text";
        ExtractedDocument? read = null;

        var refusal = await Record.ExceptionAsync(async () =>
            read = await Extract.OfAsync(Encoding.UTF8.GetBytes(html), options: new() { Timeout = TimeSpan.FromSeconds(30) }));

        if (refusal is null)
        {
            Assert.Equal("text", read!.Text.Trim());
        }
        else
        {
            Assert.True(
                Assert.IsType<ExtractionException>(refusal).Fault is ExtractionFault.LimitExceeded or ExtractionFault.TimedOut or ExtractionFault.Empty, refusal.Message);
        }
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
