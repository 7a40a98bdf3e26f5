using TicketRag.Pdf;
using TicketRag.Tests.Pdf.Writing;

namespace TicketRag.Tests.Pdf;

public class AnnotationTests
{
    private static byte[] Annotated()
    {
        var pdf = new PdfWriter();
        var look = pdf.AddStream(
            $"/Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 {PdfWriter.Helvetica} >> >>", "BT /F1 10 Tf 2 5 Td (drawn) Tj ET");
        var shown = pdf.Add($"<< /Subtype /FreeText /Rect [10 60 60 70] /Contents (drawn) /AP << /N {look} 0 R >> >>");
        var hidden = pdf.Add($"<< /Subtype /FreeText /F 2 /Rect [10 30 60 40] /AP << /N {look} 0 R >> >>");
        var field = pdf.Add("<< /Subtype /Widget /FT /Tx /V (Ada Lovelace) /Rect [10 40 110 52] >>");
        var secret = pdf.Add("<< /Subtype /Widget /FT /Tx /Ff 8192 /V (hunter2) /Rect [10 40 110 52] >>");
        var note = pdf.Add("<< /Subtype /Text /Contents (a comment) /Rect [10 10 60 20] >>");
        var plain = pdf.Add("<< /Subtype /FreeText /Rect [110 60 190 72] /Contents (written) >>");
        pdf.AddPage("", entries: $"/Annots [{shown} 0 R {hidden} 0 R {field} 0 R {secret} 0 R {note} 0 R {plain} 0 R]");
        return pdf.Build();
    }

    [Theory]
    [InlineData(PdfAnnotationText.None, "")]
    [InlineData(PdfAnnotationText.Appearances, "drawn written")]
    [InlineData(PdfAnnotationText.Appearances | PdfAnnotationText.FieldValues, "drawn Ada Lovelace written")]
    [InlineData(PdfAnnotationText.Comments, "a comment")]
    public void The_options_say_which_annotations_count(PdfAnnotationText wanted, string expected) =>
        Assert.Equal(
            expected,
            string.Join(' ', ReadPdf.Page(Annotated(), new PdfOptions { Annotations = wanted }).Words.Select(word => word.Text)));

    [Fact]
    public void An_appearance_is_fitted_into_its_rectangle()
    {
        var word = ReadPdf.Page(Annotated(), new PdfOptions { Annotations = PdfAnnotationText.Appearances }).Words[0];

        // The form of 100 by 20 is halved to 50 by 10.
        Assert.Equal(11, word.Box.Left, 2);
        Assert.Equal(5, word.FontSize, 2);
    }
}
