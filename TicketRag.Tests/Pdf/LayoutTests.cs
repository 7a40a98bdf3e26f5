using TicketRag.Pdf;
using TicketRag.Tests.Pdf.Writing;

namespace TicketRag.Tests.Pdf;

public class LayoutTests
{
    /// <summary>Lines of text at places on a page of 600 by 800 points.</summary>
    private static PdfPage Page(params (double X, double Y, double Size, string Text)[] lines)
    {
        var pdf = new PdfWriter();
        pdf.AddPage(
            string.Join('\n', lines.Select(line => FormattableString.Invariant($"BT /F1 {line.Size} Tf {line.X} {line.Y} Td ({line.Text}) Tj ET"))),
            entries: "/MediaBox [0 0 600 800]");
        return ReadPdf.Page(pdf.Build());
    }

    [Theory]
    [InlineData("[(Hel) -20 (lo) -300 (world)] TJ", "Hello world")]
    [InlineData("[(W) 80 (orld)] TJ", "World")]
    public void Gaps_relative_to_the_font_part_words(string shown, string expected) =>
        Assert.Equal(expected, ReadPdf.Content($"BT /F1 10 Tf 10 50 Td {shown} ET"));

    [Fact]
    public void Pieces_that_were_drawn_apart_and_out_of_order_are_joined() =>
        Assert.Equal("Hello world", ReadPdf.Content(
            "BT /F1 10 Tf 1 0 0 1 35 50 Tm (world) Tj 1 0 0 1 25 50 Tm (lo) Tj 1 0 0 1 10 50 Tm (Hel) Tj ET"));

    [Fact]
    public void Indices_belong_to_their_word() =>
        Assert.Equal("CO2", ReadPdf.Content("BT /F1 10 Tf 10 50 Td (CO) Tj /F1 6 Tf -2 Ts (2) Tj ET"));

    [Fact]
    public void Columns_are_read_one_after_the_other()
    {
        var left = Enumerable.Range(0, 6).Select(i => (50.0, 700 - (12.0 * i), 10.0, $"left column line {i} of some text"));
        var right = Enumerable.Range(0, 6).Select(i => (320.0, 700 - (12.0 * i), 10.0, $"right column line {i} of more text"));

        var text = Page([(50, 740, 20, "A title that spans both of the columns"), .. left.Zip(right).SelectMany(pair => new[] { pair.First, pair.Second })]).Text;

        Assert.StartsWith("A title", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("left column line 5", StringComparison.Ordinal) < text.IndexOf("right column line 0", StringComparison.Ordinal), text);
    }

    [Fact]
    public void Hyphenated_words_are_joined_and_compounds_kept()
    {
        var page = Page((50, 700, 10, "This is hyphen-"), (50, 688, 10, "ation of a Jean-"), (50, 676, 10, "Paul and others"));

        Assert.Equal("This is hyphenation of a Jean-\nPaul and others", page.Text);
    }

    [Fact]
    public void Text_that_was_printed_twice_to_look_bold_counts_once() =>
        Assert.Equal("Bold", ReadPdf.Content("BT /F1 10 Tf 1 0 0 1 10 50 Tm (Bold) Tj 1 0 0 1 10.3 50 Tm (Bold) Tj ET"));

    [Fact]
    public void Headings_lists_and_paragraphs_are_told_apart()
    {
        var page = Page(
            (50, 740, 18, "Heading"),
            (50, 700, 10, "A paragraph that goes on"), (50, 688, 10, "for two lines of text."),
            (50, 660, 10, "1. first item"), (50, 648, 10, "2. second item"),
            (50, 620, 10, "Another paragraph."));

        Assert.Equal(
            [PdfBlockKind.Heading, PdfBlockKind.Paragraph, PdfBlockKind.ListItem, PdfBlockKind.ListItem, PdfBlockKind.Paragraph],
            page.Blocks.Select(block => block.Kind));
        Assert.Equal(1, page.Blocks[0].HeadingLevel);
        Assert.Equal("A paragraph that goes on\nfor two lines of text.", page.Blocks[1].Text);
        Assert.Equal(2, page.Blocks[1].Lines.Count);
    }

    [Fact]
    public void Aligned_cells_are_rows_of_a_table()
    {
        var rows = new[] { ("Part", "Price", "Stock"), ("Bolt", "0.10", "1200"), ("Wheel", "12.00", "8"), ("Frame", "240.00", "3") };

        var page = Page([.. rows.SelectMany((row, i) => new[]
        {
            (50.0, 700 - (14.0 * i), 10.0, row.Item1), (150.0, 700 - (14.0 * i), 10.0, row.Item2), (250.0, 700 - (14.0 * i), 10.0, row.Item3),
        })]);

        var table = Assert.Single(page.Blocks);
        Assert.Equal(PdfBlockKind.Table, table.Kind);
        Assert.Equal(["Part|Price|Stock", "Bolt|0.10|1200", "Wheel|12.00|8", "Frame|240.00|3"], table.Rows.Select(row => string.Join('|', row.Cells.Select(cell => cell.Text))));
        Assert.Equal("Wheel\t12.00\t8", table.Text.Split('\n')[2]);
    }

    [Fact]
    public void Lines_between_rows_keep_the_lines_of_a_cell_together()
    {
        var pdf = new PdfWriter();
        var text = string.Join('\n',
            new (int X, int Y, string Text)[]
            {
                (20, 180, "Name"), (120, 180, "Address"), (20, 160, "Ada"), (120, 160, "12 Long Road"), (120, 148, "London"),
                (20, 128, "Bob"), (120, 128, "3 Short Road"), (120, 116, "Leeds"),
            }.Select(cell => $"BT /F1 10 Tf {cell.X} {cell.Y} Td ({cell.Text}) Tj ET"));
        var rules = string.Join('\n', new[] { 192, 172, 140, 108 }.Select(y => $"10 {y} m 250 {y} l S"));
        pdf.AddPage(text + "\n" + rules, entries: "/MediaBox [0 0 300 200]");

        var table = Assert.Single(ReadPdf.Page(pdf.Build()).Blocks);

        Assert.Equal(["Name|Address", "Ada|12 Long Road\nLondon", "Bob|3 Short Road\nLeeds"], table.Rows.Select(row => string.Join('|', row.Cells.Select(cell => cell.Text))));
    }

    [Fact]
    public void Rotated_text_is_read_in_its_own_direction()
    {
        var page = ReadPdf.Page("BT /F1 10 Tf 0 1 -1 0 50 10 Tm (turned text) Tj ET");

        Assert.Equal("turned text", page.Text);
        Assert.All(page.Words, word => Assert.Equal(90, word.Angle));
        Assert.Equal(10, page.Words[0].Box.Bottom, 2);
        Assert.Equal(42.5, page.Words[0].Box.Left, 2);
        Assert.Equal(52.5, page.Words[0].Box.Right, 2);
    }

    [Fact]
    public void Text_at_any_angle_keeps_its_words() =>
        Assert.Equal("slanted words", ReadPdf.Content("BT /F1 10 Tf 0.866 0.5 -0.5 0.866 20 10 Tm (slanted words) Tj ET"));

    [Fact]
    public void Right_to_left_text_is_put_into_logical_order()
    {
        var pdf = new PdfWriter();
        var map = pdf.AddStream("", "1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <61> <64> <05D0> endbfrange");
        pdf.AddPage(
            "BT /F1 10 Tf 10 50 Td (dc 12 ba) Tj ET",
            $"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode {map} 0 R >>");

        Assert.Equal("אב 12 גד", ReadPdf.Text(pdf.Build()));
    }

    [Fact]
    public void Columns_of_right_to_left_text_are_read_from_the_right()
    {
        var pdf = new PdfWriter();
        var map = pdf.AddStream("", "1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <61> <64> <05D0> endbfrange");
        var lines = Enumerable.Range(0, 5).Select(i => $"1 0 0 1 10 {80 - (12 * i)} Tm (dddd cccc) Tj 1 0 0 1 120 {80 - (12 * i)} Tm (bbbb aaaa) Tj");
        pdf.AddPage(
            $"BT /F1 10 Tf {string.Join(' ', lines)} ET",
            $"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode {map} 0 R >>");

        var page = ReadPdf.Page(pdf.Build());

        Assert.Equal([.. Enumerable.Repeat("אאאא בבבב", 5), .. Enumerable.Repeat("גגגג דדדד", 5)], page.Lines.Select(line => line.Text));
        Assert.Equal(10, page.Lines[^1].Box.Left, 1);
    }

    [Fact]
    public void Accents_that_were_set_over_their_letters_are_composed() =>
        Assert.Equal("Zoë café", ReadPdf.Content(
            "BT /F1 10 Tf 10 50 Td (Zo) Tj [(e) 450 <A8> -117] TJ ( caf) Tj [-111 <B4> 444 (e)] TJ ET"));
}
