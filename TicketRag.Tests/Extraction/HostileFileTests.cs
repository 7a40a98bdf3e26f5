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

    [Theory]
    [InlineData(">")]
    [InlineData("- ")]
    [InlineData("[a")]
    public async Task Deeply_nested_markdown_is_refused(string mark)
    {
        var refusal = await Extract.RefusalAsync(Encoding.UTF8.GetBytes($"{string.Concat(Enumerable.Repeat(mark, 50_000))}text"), "a.md");

        Assert.Equal(ExtractionFault.LimitExceeded, refusal.Fault);
    }

    [Theory]
    [InlineData("[a](")]
    [InlineData("[a](b \"c ")]
    public async Task Markdown_whose_links_nobody_closed_takes_no_longer_than_its_time(string mark)
    {
        var refusal = await Extract.RefusalAsync(
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(mark, 1_000_000))), "a.md", new() { Timeout = TimeSpan.FromSeconds(1) });

        Assert.Equal(ExtractionFault.TimedOut, refusal.Fault);
    }

    [Fact]
    public async Task Markdown_of_more_emphasis_than_the_parser_takes_is_read_with_its_marks()
    {
        var read = await Extract.OfAsync($"# Parts\n\n| a | b |\n|---|---|\n{string.Concat(Enumerable.Repeat("| **c** | [d](e) *f* |\n", 6_000))}", "a.md");

        Assert.Equal("**c** | d *f*", read.Text.Split('\n')[^1]);
        Assert.Equal(6_001, read.Blocks[^1].Rows.Count);
    }

    [Fact]
    public async Task Markdown_table_that_would_be_filled_up_to_millions_of_cells_is_refused()
    {
        var table = $"|{string.Concat(Enumerable.Repeat("a|", 5_000))}\n|{string.Concat(Enumerable.Repeat("-|", 5_000))}\n{string.Concat(Enumerable.Repeat("|a\n", 5_000))}";
        var refusal = await Extract.RefusalAsync(Encoding.UTF8.GetBytes(table), "a.md");

        Assert.Equal("Its tables have more than 2,000,000 cells. Split it.", refusal.Message);
    }

    [Fact]
    public async Task Markdown_table_that_is_long_is_read()
    {
        var read = await Extract.OfAsync($"| a | b |\n|---|---|\n{string.Concat(Enumerable.Repeat("| [c](d) | `e` |\n", 20_000))}", "a.md");

        Assert.Equal(20_001, Assert.Single(read.Blocks).Rows.Count);
    }

    [Fact]
    public async Task Markdown_of_link_definitions_without_end_is_refused()
    {
        var refusal = await Extract.RefusalAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 1_000_000).Select(i => $"> [r{i}]: x\n"))), "a.md");

        Assert.Equal("It has more than 20,000 link definitions in a row.", refusal.Message);
    }

    [Theory]
    [InlineData("\"m{0}\":1")]
    [InlineData("\"m{0}\":[1]")]
    public async Task Json_whose_path_would_be_repeated_to_gigabytes_is_refused(string member)
    {
        var members = string.Join(',', Enumerable.Range(0, 100_000).Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, member, i)));
        var refusal = await Extract.RefusalAsync(Encoding.UTF8.GetBytes($"{{\"{new string('k', 50_000)}\":{{{members}}}}}"), "a.json");

        Assert.Equal("Its text is longer than 20,000,000 characters. Split it.", refusal.Message);
    }

    [Fact]
    public async Task Deeply_nested_json_is_refused()
    {
        Assert.Equal(ExtractionFault.Damaged, (await Extract.RefusalAsync(Encoding.UTF8.GetBytes(new string('[', 100_000)))).Fault);
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
}
