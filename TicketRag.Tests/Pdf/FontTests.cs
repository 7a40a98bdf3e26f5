using TicketRag.Pdf;
using TicketRag.Tests.Pdf.Writing;

namespace TicketRag.Tests.Pdf;

public class FontTests
{
    private static string Show(string font, string text)
    {
        var pdf = new PdfWriter();
        pdf.AddPage($"BT /F1 12 Tf 10 50 Td {text} Tj ET", font);
        return ReadPdf.Text(pdf.Build());
    }

    private static string Type1(string encoding) => $"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding {encoding} >>";

    [Theory]
    [InlineData("/WinAnsiEncoding", "<80E4>", "€ä")]
    [InlineData("/MacRomanEncoding", "<8AD2>", "ä“")]
    [InlineData("/StandardEncoding", "<27A4>", "’⁄")]
    [InlineData("<< /BaseEncoding /WinAnsiEncoding /Differences [65 /alpha /uni20AC 67 /f_i /u1F600] >>", "(ABCD)", "α€fi😀")]
    [InlineData("<< /Differences [1 /g72 /c105 /a.alt] >>", "<010203>", "Hia")]
    public void Encodings_and_glyph_names_give_the_text(string encoding, string shown, string expected) =>
        Assert.Equal(expected, Show(Type1(encoding), shown));

    [Theory]
    [InlineData("Symbol", "(abg)", "αβγ")]
    [InlineData("ZapfDingbats", "(34)", "✓✔")]
    public void Symbolic_standard_fonts_have_their_own_encoding(string name, string shown, string expected) =>
        Assert.Equal(expected, Show($"<< /Type /Font /Subtype /Type1 /BaseFont /{name} >>", shown));

    [Fact]
    public void Widths_of_the_standard_fonts_place_the_words()
    {
        var page = ReadPdf.Page("BT /F1 10 Tf 10 50 Td (iiii MMMM) Tj ET");

        // Helvetica: i 222, M 833, space 278 thousandths.
        Assert.Equal(["iiii", "MMMM"], page.Words.Select(word => word.Text));
        Assert.Equal(10, page.Words[0].Box.Left, 2);
        Assert.Equal(18.88, page.Words[0].Box.Right, 2);
        Assert.Equal(21.66, page.Words[1].Box.Left, 2);
        Assert.Equal(54.98, page.Words[1].Box.Right, 2);
    }

    [Fact]
    public void Name_style_and_size_of_the_font_are_told()
    {
        var pdf = new PdfWriter();
        pdf.AddPage("BT /F1 6 Tf 2 0 0 2 10 50 Tm (Word) Tj ET", "<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+Arial-BoldItalicMT /Encoding /WinAnsiEncoding >>");

        var word = Assert.Single(ReadPdf.Page(pdf.Build()).Words);

        Assert.Equal("Arial-BoldItalicMT", word.FontName);
        Assert.Equal(PdfFontStyle.Bold | PdfFontStyle.Italic, word.Style);
        Assert.Equal(12, word.FontSize, 2);
    }

    [Fact]
    public void Type_3_fonts_have_their_own_units()
    {
        var pdf = new PdfWriter();
        var shape = pdf.AddStream("", "500 0 d0");
        pdf.AddPage(
            "BT /F1 10 Tf 10 50 Td (ab) Tj ET",
            $"<< /Type /Font /Subtype /Type3 /FontMatrix [0.01 0 0 0.01 0 0] /FontBBox [0 -20 100 80] /FirstChar 97 /LastChar 98 /Widths [50 50] "
            + $"/Encoding << /Differences [97 /A /B] >> /CharProcs << /A {shape} 0 R /B {shape} 0 R >> >>");

        var word = Assert.Single(ReadPdf.Page(pdf.Build()).Words);

        Assert.Equal("AB", word.Text);
        Assert.Equal(20, word.Box.Right, 2);
    }

    [Theory]
    [InlineData("0 0 1000 1000", 10.1)]
    [InlineData("0 0 94 94", 8.5)]
    [InlineData("0 0 0 0", 10)]
    public void The_size_of_type_3_text_comes_from_a_font_box_that_fits_the_widths(string box, double size)
    {
        var pdf = new PdfWriter();
        var shape = pdf.AddStream("", "94 0 d0");
        pdf.AddPage(
            "BT /F1 10 Tf 10 50 Td (aa) Tj ET",
            $"<< /Type /Font /Subtype /Type3 /FontMatrix [0.0106383 0 0 -0.0106383 0 0] /FontBBox [{box}] /FirstChar 97 /LastChar 97 /Widths [95] "
            + $"/Encoding << /Differences [97 /A] >> /CharProcs << /A {shape} 0 R >> >>");

        Assert.Equal(size, Assert.Single(ReadPdf.Page(pdf.Build()).Words).FontSize, 0.2);
    }

    [Fact]
    public void Type_3_text_comes_from_to_unicode_or_from_the_codes_where_names_say_nothing()
    {
        var pdf = new PdfWriter();
        var shape = pdf.AddStream("", "500 0 d0");
        var map = pdf.AddStream("", "1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <61> <00480069> endbfchar");
        pdf.AddPage(
            "BT /F1 10 Tf 10 50 Td (abc) Tj ET",
            $"<< /Type /Font /Subtype /Type3 /FontMatrix [0.001 0 0 0.001 0 0] /FontBBox [0 0 500 700] /FirstChar 97 /LastChar 99 /Widths [500 500 500] "
            + $"/Encoding << /Differences [97 /square /triangle /C63] >> /CharProcs << /square {shape} 0 R >> /ToUnicode {map} 0 R >>");

        Assert.Equal("Hibc", ReadPdf.Text(pdf.Build()));
    }

    [Fact]
    public void A_nonsymbolic_true_type_font_without_encoding_has_the_standard_one()
    {
        var pdf = new PdfWriter();
        pdf.AddPage(
            "BT /F1 10 Tf 10 50 Td (v\\361ren) Tj ET",
            "<< /Type /Font /Subtype /TrueType /BaseFont /ArialMT /FontDescriptor << /Type /FontDescriptor /FontName /ArialMT /Flags 32 >> >>");

        Assert.Equal("væren", ReadPdf.Text(pdf.Build()));
    }

    [Fact]
    public void Glyph_names_that_repeat_their_code_stand_for_it() =>
        Assert.Equal("HiA", Show(Type1("<< /Differences [1 /72 72 /72 105 /105 65 /C41] >>"), "<01486941>"));

    [Fact]
    public void To_unicode_counts_before_the_encoding()
    {
        var pdf = new PdfWriter();
        var map = pdf.AddStream("", "1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfchar <41> <00660069> <42> <D83DDE00> endbfchar 1 beginbfrange <43> <44> [<0078> <0079>] endbfrange");
        pdf.AddPage("BT /F1 12 Tf 10 50 Td (ABCDE) Tj ET", $"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode {map} 0 R >>");

        Assert.Equal("fi😀xyE", ReadPdf.Text(pdf.Build()));
    }

    [Fact]
    public void Ligatures_and_presentation_forms_are_resolved()
    {
        var pdf = new PdfWriter();
        var map = pdf.AddStream("", "1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <FB03> endbfchar");
        pdf.AddPage("BT /F1 12 Tf 10 50 Td (oAce) Tj ET", $"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode {map} 0 R >>");

        Assert.Equal("office", ReadPdf.Text(pdf.Build()));
    }

    [Fact]
    public void The_encoding_of_an_embedded_type_1_font_is_used()
    {
        var pdf = new PdfWriter();
        var program = pdf.AddStream("", "%!PS-AdobeFont-1.0\n/Encoding 256 array\n0 1 255 {1 index exch /.notdef put} for\ndup 1 /A put\ndup 2 /eacute put\nreadonly def\ncurrentfile eexec");
        var descriptor = pdf.Add($"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontFile {program} 0 R >>");
        pdf.AddPage("BT /F1 12 Tf 10 50 Td <0102> Tj ET", $"<< /Type /Font /Subtype /Type1 /BaseFont /X /FontDescriptor {descriptor} 0 R /FirstChar 1 /Widths [500 500] >>");

        Assert.Equal("Aé", ReadPdf.Text(pdf.Build()));
    }

    [Fact]
    public void The_cmap_of_an_embedded_true_type_font_is_read_backwards()
    {
        var pdf = new PdfWriter();
        var program = pdf.AddStream("", TrueTypeWriter.WithCmap(platform: 3, encoding: 1, ('H', 5), ('ö', 6)));
        var descriptor = pdf.Add($"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontFile2 {program} 0 R >>");
        var descendant = pdf.Add($"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /FontDescriptor {descriptor} 0 R /CIDToGIDMap /Identity /DW 500 >>");

        pdf.AddPage("BT /F1 12 Tf 10 50 Td <00050006> Tj ET", $"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] >>");

        Assert.Equal("Hö", ReadPdf.Text(pdf.Build()));
    }

    [Fact]
    public void A_symbolic_true_type_font_goes_by_its_own_cmap()
    {
        var pdf = new PdfWriter();
        var program = pdf.AddStream("", TrueTypeWriter.WithCmap(platform: 1, encoding: 0, ('A', 3), ('\u008A', 4)));
        var descriptor = pdf.Add($"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontFile2 {program} 0 R >>");
        pdf.AddPage("BT /F1 12 Tf 10 50 Td <418A> Tj ET", $"<< /Type /Font /Subtype /TrueType /BaseFont /X /FontDescriptor {descriptor} 0 R /FirstChar 65 /Widths [500] >>");

        Assert.Equal("Aä", ReadPdf.Text(pdf.Build()));
    }

    [Fact]
    public void The_charset_and_the_encoding_of_an_embedded_cff_font_are_used()
    {
        var pdf = new PdfWriter();
        var program = pdf.AddStream("/Subtype /Type1C", CffWriter.WithEncoding((7, 34), (8, 391)));
        var descriptor = pdf.Add($"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontFile3 {program} 0 R >>");
        pdf.AddPage("BT /F1 12 Tf 10 50 Td <0708> Tj ET", $"<< /Type /Font /Subtype /Type1 /BaseFont /X /FontDescriptor {descriptor} 0 R /FirstChar 7 /Widths [500 500] >>");

        Assert.Equal("Aλ", ReadPdf.Text(pdf.Build()));
    }

    [Fact]
    public void Two_byte_codes_of_a_missing_font_are_not_taken_for_letters() =>
        Assert.Equal("plain", ReadPdf.Content("BT /Gone 12 Tf 10 50 Td <00370030> Tj (plain) Tj ET"));
}
