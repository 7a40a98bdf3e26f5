using TicketRag.Tests.Pdf.Writing;

namespace TicketRag.Tests.Pdf;

public class WordTests
{
    [Theory]
    [InlineData("3 Tc (spread) Tj", "spread")]
    [InlineData("3 Tc (spread out) Tj", "spread out")]
    [InlineData("3 Tc [(sp) -30 (read) -300 (text)] TJ", "spread text")]
    [InlineData("(s) Tj 8 0 Td (p) Tj 8.5 0 Td (r) Tj 6.5 0 Td (e) Tj 8.5 0 Td (a) Tj 8.5 0 Td (d) Tj", "spread")]
    public void Letters_that_are_spread_evenly_are_one_word(string shown, string expected) =>
        Assert.Equal(expected, ReadPdf.Content($"BT /F1 10 Tf 10 50 Td {shown} ET"));

    [Theory]
    [InlineData("0 Tc (program) Tj 3 Tc 37.2 0 Td (si) Tj 0 Tc 10 0 Td (n) Tj", "programs in")]
    [InlineData("3 Tc (a b c d) Tj", "a b c d")]
    [InlineData("(1) Tj 9 0 Td (2) Tj 9 0 Td (3) Tj 9 0 Td (4) Tj", "1 2 3 4")]
    public void Spacing_that_makes_a_word_space_parts_words(string shown, string expected) =>
        Assert.Equal(expected, ReadPdf.Content($"BT /F1 10 Tf 10 50 Td {shown} ET"));

    [Fact]
    public void The_box_of_a_spread_word_ends_with_its_last_glyph()
    {
        var word = Assert.Single(ReadPdf.Page("BT /F1 10 Tf 10 50 Td 3 Tc (iiii) Tj ET").Words);

        // Helvetica: i 222 thousandths.
        Assert.Equal(10 + (4 * 2.22) + (3 * 3), word.Box.Right, 2);
    }

    [Theory]
    [InlineData("[(Th ) 278 (e end)] TJ", "The end")]
    [InlineData("[(The ) 150 (end)] TJ", "The end")]
    [InlineData("(Th ) Tj 1 0 0 1 21.67 50 Tm (e end) Tj", "The end")]
    public void A_space_that_is_taken_back_parts_nothing(string shown, string expected) =>
        Assert.Equal(expected, ReadPdf.Content($"BT /F1 10 Tf 1 0 0 1 10 50 Tm {shown} ET"));

    [Fact]
    public void Spaces_without_width_part_words()
    {
        var pdf = new PdfWriter();
        pdf.AddPage(
            "BT /F1 10 Tf 10 50 Td (ab cd) Tj ET",
            "<< /Type /Font /Subtype /TrueType /BaseFont /X /Encoding /WinAnsiEncoding /FirstChar 97 /LastChar 100 /Widths [500 500 500 500] >>");

        Assert.Equal("ab cd", ReadPdf.Text(pdf.Build()));
    }
}
