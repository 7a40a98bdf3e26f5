using TicketRag.Tests.Pdf.Writing;

namespace TicketRag.Tests.Pdf;

public class CompositeFontTests
{
    private static PdfWriter Pdf(string shown, string encoding, string ordering, string entries = "", string fontEntries = "")
    {
        var pdf = new PdfWriter();
        var descendant = pdf.Add(
            $"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) /Supplement 1 >> {entries} >>");
        pdf.AddPage(
            $"BT /F1 10 Tf 100 80 Td {shown} Tj ET",
            $"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding {encoding} /DescendantFonts [{descendant} 0 R] {fontEntries} >>");
        return pdf;
    }

    [Theory]
    [InlineData("90ms-RKSJ-H", "Japan1", "<93FA967B8CEA>", "日本語")]
    [InlineData("UniJIS-UTF16-H", "Japan1", "<65E5672C8A9E>", "日本語")]
    [InlineData("H", "Japan1", "<467C4B5C386C>", "日本語")]
    [InlineData("EUC-H", "Japan1", "<C6FCCBDCB8EC>", "日本語")]
    [InlineData("GBK-EUC-H", "GB1", "<D6D0CEC4>", "中文")]
    [InlineData("UniGB-UCS2-H", "GB1", "<4E2D6587>", "中文")]
    [InlineData("ETen-B5-H", "CNS1", "<A4A4A4E5>", "中文")]
    [InlineData("UniCNS-UTF16-H", "CNS1", "<4E2D6587>", "中文")]
    [InlineData("KSCms-UHC-H", "Korea1", "<C7D1B1B9>", "한국")]
    [InlineData("UniKS-UCS2-H", "Korea1", "<D55CAD6D>", "한국")]
    public void Predefined_cmaps_lead_to_the_text(string cmap, string ordering, string shown, string expected) =>
        Assert.Equal(expected, ReadPdf.Text(Pdf(shown, "/" + cmap, ordering).Build()));

    [Fact]
    public void An_embedded_cmap_splits_codes_by_its_codespaces()
    {
        var pdf = new PdfWriter();
        var cmap = pdf.AddStream(
            "/Type /CMap /CMapName /X",
            "2 begincodespacerange <00> <7F> <8000> <FFFF> endcodespacerange 1 begincidrange <20> <7E> 1 endcidrange 1 begincidchar <8001> 843 endcidchar");
        var descendant = pdf.Add(
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 1 >> /W [1 [278] 34 [500]] >>");
        pdf.AddPage(
            "BT /F1 10 Tf 10 50 Td <418001> Tj ET",
            $"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding {cmap} 0 R /DescendantFonts [{descendant} 0 R] >>");

        var word = Assert.Single(ReadPdf.Page(pdf.Build()).Words);

        Assert.Equal("Aあ", word.Text);
        Assert.Equal(25, word.Box.Right, 2);
    }

    [Fact]
    public void A_range_of_to_unicode_may_count_up_from_zero()
    {
        var pdf = new PdfWriter();
        var map = pdf.AddStream("", "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange");
        var descendant = pdf.Add("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 500 >>");
        pdf.AddPage("BT /F1 10 Tf 10 50 Td <00540068006900730000> Tj ET", $"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] /ToUnicode {map} 0 R >>");

        Assert.Equal("This", ReadPdf.Text(pdf.Build()));
    }

    [Fact]
    public void Widths_of_cids_place_the_words()
    {
        var pdf = new PdfWriter();
        var map = pdf.AddStream("", "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0001> <0005> <0061> endbfrange");
        var descendant = pdf.Add("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 1000 /W [1 [250 300] 3 4 700] >>");
        pdf.AddPage("BT /F1 10 Tf 10 50 Td <00010002000300040005> Tj ET", $"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] /ToUnicode {map} 0 R >>");

        var word = Assert.Single(ReadPdf.Page(pdf.Build()).Words);

        Assert.Equal("abcde", word.Text);
        Assert.Equal(10 + 2.5 + 3 + 7 + 7 + 10, word.Box.Right, 2);
    }

    [Fact]
    public void Vertical_writing_runs_downwards()
    {
        var page = ReadPdf.Page(Pdf("<65E5672C8A9E>", "/UniJIS-UTF16-V", "Japan1").Build());

        var word = Assert.Single(page.Words);
        Assert.Equal("日本語", word.Text);
        Assert.Equal(270, word.Angle);
        Assert.Equal(80, word.Box.Top, 2);
        Assert.Equal(50, word.Box.Bottom, 2);
        Assert.Equal(95, word.Box.Left, 2);
        Assert.Equal(105, word.Box.Right, 2);
    }

    [Fact]
    public void Vertical_lines_are_read_from_right_to_left()
    {
        var pdf = new PdfWriter();
        var descendant = pdf.Add("<< /Type /Font /Subtype /CIDFontType0 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 1 >> >>");
        pdf.AddPage(
            "BT /F1 10 Tf 1 0 0 1 80 90 Tm <672C> Tj 1 0 0 1 95 90 Tm <65E5> Tj ET",
            $"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /UniJIS-UTF16-V /DescendantFonts [{descendant} 0 R] >>");

        Assert.Equal("日\n本", ReadPdf.Text(pdf.Build()));
    }

    [Fact]
    public void Every_predefined_cmap_of_the_table_is_there()
    {
        const string Names =
            "GB-EUC-H GB-EUC-V GBpc-EUC-H GBpc-EUC-V GBK-EUC-H GBK-EUC-V GBKp-EUC-H GBKp-EUC-V GBK2K-H GBK2K-V UniGB-UCS2-H UniGB-UCS2-V "
            + "UniGB-UTF16-H UniGB-UTF16-V B5pc-H B5pc-V HKscs-B5-H HKscs-B5-V ETen-B5-H ETen-B5-V ETenms-B5-H ETenms-B5-V CNS-EUC-H CNS-EUC-V "
            + "UniCNS-UCS2-H UniCNS-UCS2-V UniCNS-UTF16-H UniCNS-UTF16-V 83pv-RKSJ-H 90ms-RKSJ-H 90ms-RKSJ-V 90msp-RKSJ-H 90msp-RKSJ-V 90pv-RKSJ-H "
            + "Add-RKSJ-H Add-RKSJ-V EUC-H EUC-V Ext-RKSJ-H Ext-RKSJ-V H V UniJIS-UCS2-H UniJIS-UCS2-V UniJIS-UCS2-HW-H UniJIS-UCS2-HW-V "
            + "UniJIS-UTF16-H UniJIS-UTF16-V KSC-EUC-H KSC-EUC-V KSCms-UHC-H KSCms-UHC-V KSCms-UHC-HW-H KSCms-UHC-HW-V KSCpc-EUC-H "
            + "UniKS-UCS2-H UniKS-UCS2-V UniKS-UTF16-H UniKS-UTF16-V Identity-H Identity-V";

        foreach (var name in Names.Split(' '))
        {
            var map = TicketRag.Pdf.Fonts.PredefinedCMaps.Named(name);
            Assert.True(map is { HasCodespaces: true } && map.IsVertical == name.EndsWith('V'), name);
        }

    }
}
