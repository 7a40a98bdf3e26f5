using System.Diagnostics;
using TicketRag.Pdf;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Pdf.Writing;

namespace TicketRag.Tests.Pdf;

public class HostileInputTests
{
    private static PdfErrorKind Refusal(byte[] file, PdfOptions options) =>
        Assert.Throws<PdfException>(() => ReadPdf.Text(file, options)).Kind;

    private static PdfWriter OnePage(string content)
    {
        var pdf = new PdfWriter();
        pdf.AddPage(content);
        return pdf;
    }

    [Fact]
    public void A_decompression_bomb_stops_at_the_bound()
    {
        var pdf = OnePage("");
        pdf.SetStream(1, "/Filter /FlateDecode", PdfWriter.Deflate(new byte[50_000_000]));

        Assert.Equal(PdfErrorKind.LimitExceeded, Refusal(pdf.Build(), new PdfOptions { MaxDecodedBytes = 1 << 20 }));
        Assert.Equal(PdfErrorKind.LimitExceeded, Refusal(pdf.Build(), new PdfOptions { MaxMemoryBytes = 1 << 20 }));
    }

    [Fact]
    public void A_bomb_within_a_bomb_stops_at_the_bound()
    {
        var pdf = OnePage("");
        pdf.SetStream(1, "/Filter [/FlateDecode /FlateDecode]", PdfWriter.Deflate(PdfWriter.Deflate(new byte[100_000_000])));

        Assert.Equal(PdfErrorKind.LimitExceeded, Refusal(pdf.Build(), new PdfOptions { MaxDecodedBytes = 1 << 20 }));
    }

    [Fact]
    public void Time_is_bounded()
    {
        // Forms that invoke each other twice: 2 to the power of 40 invocations.
        var pdf = new PdfWriter();
        var inner = pdf.AddStream("/Subtype /Form /BBox [0 0 9 9]", "q Q");
        for (var i = 0; i < 40; i++)
        {
            inner = pdf.AddStream($"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {inner} 0 R >> >>", "/X Do /X Do");
        }

        pdf.AddPage("/X Do", resources: $"/XObject << /X {inner} 0 R >>");
        var watch = Stopwatch.StartNew();

        Assert.Equal(PdfErrorKind.TimedOut, Refusal(pdf.Build(), new PdfOptions { Timeout = TimeSpan.FromMilliseconds(300) }));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Nesting_does_not_exhaust_the_stack()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 200_000));
        var pdf = OnePage($"{deep} BT /F1 10 Tf 10 50 Td (after) Tj ET");
        pdf.Add(deep);
        pdf.Add(string.Concat(Enumerable.Repeat("<< /A ", 200_000)));

        Assert.Equal("", ReadPdf.Text(pdf.Build(CrossReferenceForm.Wrong)).Replace("after", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_tree_that_is_a_ring_ends()
    {
        var pdf = OnePage("BT /F1 10 Tf 10 50 Td (once) Tj ET");
        pdf.Finish();
        pdf.Set(2, "<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Count 9 >>");

        Assert.Equal("once", ReadPdf.Text(pdf.Build()));
    }

    [Fact]
    public void References_in_a_ring_are_null()
    {
        var pdf = OnePage("BT /F1 10 Tf 10 50 Td (text) Tj ET");
        var first = pdf.Reserve();
        var second = pdf.Add($"{first} 0 R");
        pdf.Set(first, $"{second} 0 R");
        pdf.SetStream(1, $"/Filter {first} 0 R", PdfWriter.Bytes("BT /F1 10 Tf 10 50 Td (text) Tj ET"));

        Assert.Equal("text", ReadPdf.Text(pdf.Build()));
    }

    [Fact]
    public void Pages_glyphs_and_file_size_are_bounded()
    {
        var pdf = OnePage("BT /F1 10 Tf 10 50 Td (abcdef) Tj ET");
        pdf.AddPage("");

        Assert.Equal(PdfErrorKind.LimitExceeded, Refusal(pdf.Build(), new PdfOptions { MaxPages = 1 }));
        Assert.Equal(PdfErrorKind.LimitExceeded, Refusal(pdf.Build(), new PdfOptions { MaxGlyphsPerPage = 5 }));
        Assert.Equal(PdfErrorKind.LimitExceeded, Refusal(pdf.Build(), new PdfOptions { MaxFileBytes = 100 }));
    }

    [Fact]
    public void A_stream_that_fails_is_reported_as_unreadable()
    {
        var closed = new MemoryStream([1, 2, 3]);
        closed.Dispose();

        Assert.Equal(PdfErrorKind.Unreadable, Assert.Throws<PdfException>(() => PdfDocument.Open(closed, cancellation: TestContext.Current.CancellationToken)).Kind);
    }

    [Fact]
    public void Cancellation_is_obeyed()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var file = OnePage(string.Concat(Enumerable.Repeat("q Q ", 1000))).Build();

        Assert.Throws<OperationCanceledException>(() =>
        {
            using var document = PdfDocument.Open(new MemoryStream(file), cancellation: cancelled.Token);
            return document.Text;
        });
    }

    [Fact]
    public void Damaged_files_end_in_text_or_in_a_pdf_exception()
    {
        var runs = Exploration.Runs(1_500);
        var files = SamplePdfs.All().ToList();
        var options = new PdfOptions { Timeout = TimeSpan.FromSeconds(20), MaxMemoryBytes = 128 << 20, MaxDecodedBytes = 128 << 20 };
        for (var run = 0; run < runs; run++)
        {
            var file = new PdfMutator(Exploration.Seed + run).Mutate(files[run % files.Count]);
            try
            {
                GC.KeepAlive(ReadPdf.Text(file, options));
            }
            catch (PdfException exception)
            {
                Assert.True(exception.Kind is not PdfErrorKind.TimedOut, $"{Exploration.Hint}, run {run} timed out");
            }
        }
    }
}
