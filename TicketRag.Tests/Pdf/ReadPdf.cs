using TicketRag.Pdf;

namespace TicketRag.Tests.Pdf;

/// <summary>Opens what a test wrote.</summary>
internal static class ReadPdf
{
    public static PdfDocument Open(byte[] file, PdfOptions? options = null) =>
        PdfDocument.Open(new MemoryStream(file), options, TestContext.Current.CancellationToken);

    public static string Text(byte[] file, PdfOptions? options = null)
    {
        using var document = Open(file, options);
        return document.Text;
    }

    public static PdfPage Page(byte[] file, PdfOptions? options = null)
    {
        using var document = Open(file, options);
        return document.ReadPage(1);
    }

    /// <summary>The text of a page with one content stream.</summary>
    public static string Content(string content) => Page(content).Text;

    public static PdfPage Page(string content)
    {
        var pdf = new Writing.PdfWriter();
        pdf.AddPage(content);
        return Page(pdf.Build());
    }
}
