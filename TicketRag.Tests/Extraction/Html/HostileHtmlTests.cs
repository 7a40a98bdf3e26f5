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
        Assert.Contains("1 GB", refusal.Message, StringComparison.Ordinal);
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
