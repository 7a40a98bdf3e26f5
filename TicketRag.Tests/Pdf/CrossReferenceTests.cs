using System.Text;
using TicketRag.Pdf;
using TicketRag.Tests.Pdf.Writing;

namespace TicketRag.Tests.Pdf;

public class CrossReferenceTests
{
    private const string Hello = "BT /F1 12 Tf 10 50 Td (Hello world) Tj ET";

    private static PdfWriter HelloPdf()
    {
        var pdf = new PdfWriter();
        pdf.AddPage(Hello);
        return pdf;
    }

    [Theory]
    [InlineData(CrossReferenceForm.Table, false)]
    [InlineData(CrossReferenceForm.Stream, false)]
    [InlineData(CrossReferenceForm.Hybrid, false)]
    [InlineData(CrossReferenceForm.Wrong, true)]
    public void Every_form_of_cross_reference_leads_to_the_text(CrossReferenceForm form, bool isRepaired)
    {
        using var document = ReadPdf.Open(HelloPdf().Build(form));

        Assert.Equal("Hello world", document.Text);
        Assert.Equal(isRepaired, document.IsRepaired);
    }

    [Theory]
    [InlineData(CrossReferenceForm.Stream)]
    [InlineData(CrossReferenceForm.Hybrid)]
    public void Objects_in_an_object_stream_are_found(CrossReferenceForm form)
    {
        var pdf = HelloPdf();
        pdf.Finish();
        pdf.PackIntoObjectStream(form == CrossReferenceForm.Hybrid ? [pdf.Root] : []);

        Assert.Equal("Hello world", ReadPdf.Text(pdf.Build(form)));
    }

    [Fact]
    public void Object_streams_are_found_by_scanning_when_the_cross_reference_is_gone()
    {
        var pdf = HelloPdf();
        pdf.Finish();
        pdf.PackIntoObjectStream();
        var file = Encoding.Latin1.GetString(pdf.Build(CrossReferenceForm.Stream)).Replace("startxref", "startnono", StringComparison.Ordinal);

        Assert.Equal("Hello world", ReadPdf.Text(PdfWriter.Bytes(file)));
    }

    [Fact]
    public void An_incremental_update_replaces_what_it_writes_again()
    {
        var pdf = HelloPdf();
        var file = pdf.BuildWithUpdate(update => update.SetStream(1, "", PdfWriter.Bytes("BT /F1 12 Tf 10 50 Td (Updated) Tj ET")));

        Assert.Equal("Updated", ReadPdf.Text(file));
    }

    [Fact]
    public void Bytes_before_the_header_shift_every_offset()
    {
        byte[] file = [.. PdfWriter.Bytes("HTTP/1.1 200 OK\r\n\r\n"), .. HelloPdf().Build()];

        using var document = ReadPdf.Open(file);

        Assert.Equal("Hello world", document.Text);
        Assert.False(document.IsRepaired);
    }

    [Fact]
    public void A_file_that_was_cut_off_is_read_as_far_as_it_goes()
    {
        var file = HelloPdf().Build();
        var end = Encoding.Latin1.GetString(file).IndexOf("xref\n0 ", StringComparison.Ordinal);

        Assert.Equal("Hello world", ReadPdf.Text(file[..end]));
    }

    [Fact]
    public void A_wrong_stream_length_is_corrected()
    {
        var file = Encoding.Latin1.GetString(HelloPdf().Build());
        var wrong = file.Replace($"/Length {Hello.Length}", $"/Length {Hello.Length + 9}"[..($"/Length {Hello.Length}".Length)], StringComparison.Ordinal)
            .Replace($"/Length {Hello.Length}", "/Length 05", StringComparison.Ordinal);

        Assert.Equal("Hello world", ReadPdf.Text(PdfWriter.Bytes(wrong)));
    }

    [Fact]
    public void What_is_no_pdf_is_refused_with_its_kind()
    {
        var refused = Assert.Throws<PdfException>(() => ReadPdf.Open(PdfWriter.Bytes("This is a letter.")));

        Assert.Equal(PdfErrorKind.NotAPdf, refused.Kind);
        Assert.Equal(0, refused.Offset);
    }

    [Fact]
    public void Pages_are_found_even_without_a_page_tree()
    {
        var pdf = HelloPdf();
        pdf.Finish();
        pdf.Set(pdf.Root, "<< /Type /Catalog >>");

        Assert.Equal("Hello world", ReadPdf.Text(pdf.Build()));
    }

    [Fact]
    public void Title_author_and_page_count_are_told()
    {
        var pdf = HelloPdf();
        pdf.AddPage(Hello);
        var info = pdf.Add("<< /Title <FEFF00DC006200650072> /Author (J\\344ger) >>");
        pdf.TrailerEntries = $"/Info {info} 0 R";

        using var document = ReadPdf.Open(pdf.Build());

        Assert.Equal("Über", document.Title);
        Assert.Equal("Jäger", document.Author);
        Assert.Equal(2, document.PageCount);
        Assert.Equal(PdfCipher.None, document.Encryption);
    }
}
