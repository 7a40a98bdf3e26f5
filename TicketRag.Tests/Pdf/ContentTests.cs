using TicketRag.Pdf;
using TicketRag.Tests.Pdf.Writing;

namespace TicketRag.Tests.Pdf;

public class ContentTests
{
    private static PdfWord Word(string content) => Assert.Single(ReadPdf.Page(content).Words);

    private static void AssertBox(double left, double bottom, double right, double top, PdfBox box)
    {
        Assert.Equal(left, box.Left, 2);
        Assert.Equal(bottom, box.Bottom, 2);
        Assert.Equal(right, box.Right, 2);
        Assert.Equal(top, box.Top, 2);
    }

    [Fact]
    public void A_word_has_the_box_of_its_glyphs() =>
        AssertBox(10, 47.5, 29.44, 57.5, Word("BT /F1 10 Tf 10 50 Td (Hel) Tj ET").Box with { Right = 29.44 });

    [Theory]
    [InlineData("BT /F1 10 Tf 1 0 0 1 20 30 Tm (A) Tj ET", 20, 30, 6.67)]
    [InlineData("q 2 0 0 2 10 10 cm BT /F1 5 Tf 5 10 Td (A) Tj ET Q", 20, 30, 6.67)]
    [InlineData("BT /F1 10 Tf 50 Tz 20 30 Td (AA) Tj ET", 20, 30, 6.67)]
    [InlineData("BT /F1 10 Tf 4 Ts 20 30 Td (A) Tj ET", 20, 34, 6.67)]
    [InlineData("BT /F1 10 Tf 12 TL 20 42 Td T* (A) Tj ET", 20, 30, 6.67)]
    [InlineData("BT /F1 10 Tf 12 TL 20 42 Td (A) ' ET", 20, 30, 6.67)]
    [InlineData("BT /F1 10 Tf 12 TL 20 42 Td 0 0 (A) \" ET", 20, 30, 6.67)]
    [InlineData("BT /F1 10 Tf 20 42 Td 0 -12 TD (A) Tj ET", 20, 30, 6.67)]
    [InlineData("BT /F1 10 Tf 10 30 Td [-1000 (A)] TJ ET", 20, 30, 6.67)]
    [InlineData("BT 3 Tr /F1 10 Tf 20 30 Td (A) Tj ET", 20, 30, 6.67)]
    public void The_text_state_places_the_glyphs(string content, double left, double baseline, double width)
    {
        var box = Word(content).Box;

        Assert.Equal(left, box.Left, 2);
        Assert.Equal(baseline - 2.5, box.Bottom, 2);
        Assert.Equal(left + width, box.Right, 2);
    }

    [Fact]
    public void Character_spacing_moves_the_next_glyph_and_word_spacing_the_next_word()
    {
        var words = ReadPdf.Page("BT /F1 10 Tf 0.5 Tc 5 Tw 10 50 Td (AA AA) Tj ET").Words;

        Assert.Equal(2, words.Count);
        Assert.Equal(10 + (2 * 6.67) + 0.5, words[0].Box.Right, 2);
        Assert.Equal(10 + (2 * 7.17) + 2.78 + 0.5 + 5, words[1].Box.Left, 2);
    }

    [Fact]
    public void A_form_is_run_where_its_matrix_puts_it()
    {
        var pdf = new PdfWriter();
        var form = pdf.AddStream(
            $"/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Matrix [1 0 0 1 10 20] /Resources << /Font << /F1 {PdfWriter.Helvetica} >> >>",
            "BT /F1 10 Tf (Form) Tj ET");
        pdf.AddPage("q 1 0 0 1 5 5 cm /X Do Q", resources: $"/XObject << /X {form} 0 R >>");

        var word = Assert.Single(ReadPdf.Page(pdf.Build()).Words);

        Assert.Equal("Form", word.Text);
        AssertBox(15, 22.5, word.Box.Right, 32.5, word.Box);
    }

    [Fact]
    public void A_form_that_invokes_itself_is_run_once()
    {
        var pdf = new PdfWriter();
        var form = pdf.Reserve();
        pdf.SetStream(
            form, $"/Subtype /Form /BBox [0 0 99 99] /Resources << /Font << /F1 {PdfWriter.Helvetica} >> /XObject << /X {form} 0 R >> >>",
            PdfWriter.Bytes("BT /F1 10 Tf 10 10 Td (Once) Tj ET /X Do"));
        pdf.AddPage("/X Do", resources: $"/XObject << /X {form} 0 R >>");

        Assert.Equal("Once", ReadPdf.Text(pdf.Build()));
    }

    [Fact]
    public void Actual_text_stands_for_the_glyphs_that_it_marks()
    {
        var page = ReadPdf.Page("BT /F1 10 Tf 10 50 Td /Span << /ActualText (fine words) >> BDC (xx) Tj EMC ET");

        Assert.Equal("fine words", page.Text);
        Assert.Equal(10, page.Words[0].Box.Left, 2);
        Assert.Equal(20, page.Words[1].Box.Right, 2);
    }

    [Fact]
    public void Inline_images_are_skipped_whatever_they_contain()
    {
        var page = ReadPdf.Page("BI /W 4 /H 4 /BPC 8 /CS /G ID \u00FF EI \u00FEx(BT EI BT /F1 10 Tf 10 50 Td (after) Tj ET");

        Assert.Equal("after", page.Text);
        Assert.True(page.HasImages);
    }

    [Fact]
    public void Hidden_layers_are_left_out()
    {
        var pdf = new PdfWriter();
        var group = pdf.Add("<< /Type /OCG /Name (draft) >>");
        pdf.CatalogEntries = $"/OCProperties << /OCGs [{group} 0 R] /D << /OFF [{group} 0 R] >> >>";
        pdf.AddPage(
            "BT /F1 10 Tf 10 50 Td /OC /L BDC (hidden ) Tj EMC (shown) Tj ET", resources: $"/Properties << /L {group} 0 R >>");

        Assert.Equal("shown", ReadPdf.Text(pdf.Build()));
    }

    [Fact]
    public void Text_outside_the_page_is_left_out() =>
        Assert.Equal("inside", ReadPdf.Content("BT /F1 10 Tf 10 50 Td (inside) Tj 0 500 Td (outside) Tj ET"));

    [Theory]
    [InlineData(0, 20, 30, 200, 100)]
    [InlineData(90, 30, 173.33, 100, 200)]
    [InlineData(180, 173.33, 70, 200, 100)]
    [InlineData(270, 70, 20, 100, 200)]
    public void A_rotated_page_is_measured_as_it_is_displayed(int rotation, double left, double bottom, double width, double height)
    {
        var pdf = new PdfWriter();
        pdf.AddPage("BT /F1 10 Tf 20 30 Td (A) Tj ET", entries: $"/Rotate {rotation}");

        var page = ReadPdf.Page(pdf.Build());

        // The corner at the baseline's start or end, depending on the direction in which the word runs.
        var box = page.Words[0].Box;
        var (x, y) = rotation switch
        {
            0 => (box.Left, box.Bottom + 2.5),
            90 => (box.Left + 2.5, box.Bottom),
            180 => (box.Left, box.Top - 2.5),
            _ => (box.Right - 2.5, box.Bottom),
        };
        Assert.Equal(left, x, 2);
        Assert.Equal(bottom, y, 2);
        Assert.Equal((360 - rotation) % 360, page.Words[0].Angle);
        Assert.Equal(width, page.Width, 2);
        Assert.Equal(height, page.Height, 2);
    }

    [Fact]
    public void The_crop_box_is_the_page()
    {
        var pdf = new PdfWriter();
        pdf.AddPage("BT /F1 10 Tf 20 30 Td (A) Tj ET", entries: "/CropBox [10 20 110 90]");

        var page = ReadPdf.Page(pdf.Build());

        Assert.Equal(100, page.Width);
        Assert.Equal(70, page.Height);
        Assert.Equal(10, page.Words[0].Box.Left, 2);
        Assert.Equal(7.5, page.Words[0].Box.Bottom, 2);
    }

    [Fact]
    public void A_page_of_images_needs_character_recognition()
    {
        var pdf = new PdfWriter();
        var image = pdf.AddStream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", "x");
        pdf.AddPage("/X Do", resources: $"/XObject << /X {image} 0 R >>");
        pdf.AddPage("/X Do BT /F1 9 Tf 3 Tr 10 10 Td (layer) Tj ET", resources: $"/XObject << /X {image} 0 R >>");
        pdf.AddPage("");

        using var document = ReadPdf.Open(pdf.Build());

        Assert.Equal([true, false, false], document.ReadPages().Select(page => page.NeedsOcr));
    }
}
