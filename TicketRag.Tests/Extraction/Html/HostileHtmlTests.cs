using System.Text;
using TicketRag.IngestWorker.Extraction;

namespace TicketRag.Tests.Extraction.Html;

public sealed class HostileHtmlTests
{
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
        Assert.Contains("256 MB", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<i></i>")]
    [InlineData("<p>Words enough.")]
    [InlineData("<tr><td>1<td>2")]
    [InlineData("a<br>")]
    [InlineData("<i a b c d e f g h></i>")]
    public async Task Html_whose_tree_would_fill_the_memory_is_refused(string part)
    {
        var refusal = await Extract.RefusalAsync(
            Encoding.UTF8.GetBytes($"<!DOCTYPE html><body><table>{string.Concat(Enumerable.Repeat(part, 100_000))}"), options: new() { MaxMemoryBytes = 20 << 20 });

        Assert.Equal("Its elements, as a browser would complete them, take more than 20 MB. Split it.", refusal.Message);
    }

    [Fact]
    public async Task Html_of_comments_takes_little_memory()
    {
        var page = $"<!DOCTYPE html><body>{string.Concat(Enumerable.Repeat("<!--x-->", 100_000))}text";

        Assert.Equal("text", (await Extract.OfAsync(Encoding.UTF8.GetBytes(page), options: new() { MaxMemoryBytes = 20 << 20 })).Text);
    }

    [Fact]
    public async Task Cells_that_span_columns_are_counted_before_they_are_made()
    {
        var cells = string.Concat(Enumerable.Repeat("<td colspan=100>x", 30_000));
        var refusal = await Extract.RefusalAsync(Encoding.UTF8.GetBytes($"<!DOCTYPE html><table><tr><td>a<td>b<tr>{cells}</table>"));

        Assert.Equal("Its tables have more than 2,000,000 cells. Split it.", refusal.Message);
    }

    [Fact(Timeout = 240_000)]
    public async Task Fields_of_a_long_page_are_not_each_asked_how_long_it_is()
    {
        var fields = string.Concat(Enumerable.Repeat("<textarea></textarea>word ", 50_000));

        Assert.StartsWith("word word", (await Extract.OfAsync(Encoding.UTF8.GetBytes($"<!DOCTYPE html><body><div>{fields}</div>"))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_of_many_elements_is_read()
    {
        var read = await Extract.OfAsync(Encoding.UTF8.GetBytes($"<!DOCTYPE html>{string.Concat(Enumerable.Repeat("<p>Words enough.", 100_000))}"));

        Assert.Equal(100_000, read.Blocks.Count);
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

    private static byte[] Repeated(string tag)
    {
        var html = string.Concat(Enumerable.Range(0, 100_000).Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, tag, i)));
        return Encoding.UTF8.GetBytes($"<!DOCTYPE html><body>{html}text");
    }
}
