using TicketRag.IngestWorker.Extraction;
using TicketRag.Tests.Extraction.Samples;
using TicketRag.Tests.Pdf.Writing;

namespace TicketRag.Tests.Extraction;

public sealed class PdfExtractorTests
{
    [Theory]
    [InlineData(1, 0, "Its only page is a scan without text: it needs OCR, which is not done here.")]
    [InlineData(3, 0, "Its 3 pages are scans without text: it needs OCR, which is not done here.")]
    [InlineData(1, 1, "One of its 2 pages is a scan, and the others are without text: it needs OCR, which is not done here.")]
    [InlineData(2, 1, "2 of its 3 pages are scans, and the others are without text: it needs OCR, which is not done here.")]
    public async Task Scan_without_text_says_so(int scans, int empty, string reason)
    {
        var refusal = await Extract.RefusalAsync(Pdf(scans, [.. Enumerable.Repeat("", empty)]));

        Assert.Equal((ExtractionFault.NeedsOcr, reason), (refusal.Fault, refusal.Message));
    }

    [Fact]
    public async Task Scan_among_pages_of_text_is_named()
    {
        Assert.Equal("page 1 needs OCR", Assert.Single((await Extract.OfAsync(Pdf(scans: 1, "Words"))).Notes));
        Assert.Equal("pages 1, 2 need OCR", Assert.Single((await Extract.OfAsync(Pdf(scans: 2, "Words"))).Notes));
    }

    [Fact]
    public async Task Note_on_a_file_within_a_file_names_it()
    {
        var inner = OfficeSamples.Zip(("two.pdf", Pdf(scans: 1, "Words")), ("b.bin", [0, 1, 2, 3, 0, 255]));

        Assert.Collection(
            (await Extract.OfAsync(OfficeSamples.Zip(("inner.zip", inner)))).Notes,
            note => Assert.Equal("inner.zip: two.pdf: page 1 needs OCR", note),
            note => Assert.StartsWith("inner.zip: b.bin: The file is of no format", note, StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_that_is_cut_off_is_refused_wherever_that_is()
    {
        var file = Pdf(scans: 0, "First", "Second");
        foreach (var length in new[] { file.Length / 2, file.Length - 200, file.Length - 20 })
        {
            var refused = await Assert.ThrowsAsync<ExtractionException>(() => Extract.OfAsync(file[..length]));
            Assert.Equal(ExtractionFault.Damaged, refused.Fault);
        }

        Assert.Empty((await Extract.OfAsync(file)).Notes);
    }

    [Fact]
    public async Task What_is_left_of_a_damaged_file_is_read_and_the_loss_noted()
    {
        var file = Pdf(scans: 0, "First", "Second");
        file.AsSpan(file.AsSpan().LastIndexOf("startxref"u8)).Slice("startxref ".Length, 2).Fill((byte)'9');
        var read = await Extract.OfAsync(file);

        Assert.Contains("First", read.Text, StringComparison.Ordinal);
        Assert.Equal("what was lost where the file is damaged", Assert.Single(read.Notes));
    }

    [Theory]
    [InlineData("Setting up the tray", "Setting up the tray")]
    [InlineData("Microsoft Word - Board agenda 04.doc", "Board agenda 04")]
    [InlineData("Microsoft PowerPoint - Trays", "Trays")]
    [InlineData("Notes on .NET", "Notes on .NET")]
    [InlineData("Release 2.10", "Release 2.10")]
    [InlineData("10811.exe", null)]
    [InlineData("Microsoft Word - x17.docx", null)]
    [InlineData("  ", null)]
    public async Task Title_is_no_name_of_a_file(string written, string? title)
    {
        var pdf = new PdfWriter();
        pdf.AddPage("BT /F1 12 Tf 10 50 Td (Words) Tj ET");
        pdf.TrailerEntries = $"/Info {pdf.Add($"<< /Title ({written}) >>")} 0 R";

        Assert.Equal(title, (await Extract.OfAsync(pdf.Build())).Facts.Title);
    }

    private static byte[] Pdf(int scans, params string[] texts)
    {
        var pdf = new PdfWriter();
        var image = pdf.AddStream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", "x");
        for (var i = 0; i < scans; i++)
        {
            pdf.AddPage("/X Do", resources: $"/XObject << /X {image} 0 R >>");
        }

        foreach (var text in texts)
        {
            pdf.AddPage(text.Length == 0 ? "" : $"BT /F1 12 Tf 10 50 Td ({text}) Tj ET");
        }

        return pdf.Build();
    }
}
