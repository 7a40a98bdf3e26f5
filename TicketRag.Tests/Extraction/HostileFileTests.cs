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
