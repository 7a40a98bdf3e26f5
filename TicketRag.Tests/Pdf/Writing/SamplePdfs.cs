namespace TicketRag.Tests.Pdf.Writing;

/// <summary>Small files that between them use most of what a PDF may: what fuzzing starts from.</summary>
public static class SamplePdfs
{
    private const string ToUnicode =
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange "
        + "2 beginbfchar <0001> <0048> <0002> <D83DDE00> endbfchar 1 beginbfrange <0010> <0020> <0061> endbfrange endcmap";

    public static IEnumerable<byte[]> All()
    {
        yield return Simple().Build();
        yield return Simple().Build(CrossReferenceForm.Stream);
        yield return Simple().Build(CrossReferenceForm.Hybrid);
        yield return Simple().Build(CrossReferenceForm.Wrong);
        yield return Packed();
        yield return Composite();
        yield return FormsAndMarks();
        yield return Annotations();
        yield return Filters();
        yield return Table();
    }

    public static PdfWriter Simple()
    {
        var pdf = new PdfWriter();
        pdf.AddPage("BT /F1 12 Tf 14 TL 10 80 Td (Hello world) Tj T* [(Kern) -300 (ed) 20 (text)] TJ ET");
        pdf.AddPage("q 1 0 0 1 5 5 cm BT /F1 9 Tf 1 0 0 1 20 20 Tm 2 Tw 1 Tc 90 Tz (Second page) ' ET Q 10 10 50 40 re S");
        return pdf;
    }

    private static byte[] Packed()
    {
        var pdf = Simple();
        pdf.Finish();
        pdf.PackIntoObjectStream();
        return pdf.Build(CrossReferenceForm.Stream);
    }

    private static byte[] Composite()
    {
        var pdf = new PdfWriter();
        var map = pdf.AddStream("", ToUnicode);
        var descendant = pdf.Add(
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            + "/DW 500 /W [1 [600 700] 16 32 450] >>");
        var japanese = pdf.Add(
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Test /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >>");
        var font = $"<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] /ToUnicode {map} 0 R >>";
        var vertical = $"<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /90ms-RKSJ-V /DescendantFonts [{japanese} 0 R] >>";
        pdf.AddPage("BT /F1 12 Tf 10 50 Td <0001000200100011> Tj ET", font);
        pdf.AddPage("BT /F1 12 Tf 100 90 Td <93FA967B8CEA> Tj ET", vertical);
        return pdf.Build();
    }

    private static byte[] FormsAndMarks()
    {
        var pdf = new PdfWriter { CatalogEntries = "/OCProperties << /OCGs [9 0 R] /D << /OFF [9 0 R] >> >>" };
        var form = pdf.AddStream(
            $"/Type /XObject /Subtype /Form /BBox [0 0 100 50] /Matrix [1 0 0 1 5 5] /Resources << /Font << /F1 {PdfWriter.Helvetica} >> >>",
            "BT /F1 10 Tf 1 1 Td (In a form) Tj ET");
        pdf.AddPage(
            "/X Do /Span << /ActualText (actual) >> BDC BT /F1 10 Tf 10 70 Td (glyphs) Tj ET EMC "
            + "BI /W 2 /H 2 /BPC 8 /CS /G ID \u0001\u0002\u0003\u0004 EI /OC /L BDC BT /F1 8 Tf 3 3 Td (hidden) Tj ET EMC",
            resources: $"/XObject << /X {form} 0 R >> /Properties << /L 9 0 R >>");
        return pdf.Build();
    }

    private static byte[] Annotations()
    {
        var pdf = new PdfWriter();
        var look = pdf.AddStream(
            $"/Type /XObject /Subtype /Form /BBox [0 0 50 10] /Resources << /Font << /F1 {PdfWriter.Helvetica} >> >>", "BT /F1 8 Tf (Look) Tj ET");
        var note = pdf.Add($"<< /Type /Annot /Subtype /FreeText /Rect [10 10 60 20] /AP << /N {look} 0 R >> >>");
        var field = pdf.Add("<< /Type /Annot /Subtype /Widget /FT /Tx /V (value) /Rect [10 40 60 55] >>");
        pdf.AddPage("BT /F1 10 Tf 10 80 Td (Page) Tj ET", entries: $"/Annots [{note} 0 R {field} 0 R] /Rotate 90");
        return pdf.Build();
    }

    private static byte[] Filters()
    {
        var pdf = new PdfWriter();
        pdf.AddPage("BT /F1 12 Tf 10 50 Td (x) Tj ET");
        pdf.SetStream(1, "/Filter [/ASCIIHexDecode /FlateDecode] /DecodeParms [null << /Predictor 12 /Columns 4 >>]", PdfWriter.Bytes("789c>"));
        pdf.AddPage("BT /F1 12 Tf 10 50 Td (y) Tj ET");
        return pdf.Build();
    }

    private static byte[] Table()
    {
        var pdf = new PdfWriter();
        var rows = Enumerable.Range(0, 6).Select(row => $"BT /F1 8 Tf 10 {90 - (row * 12)} Td (Row {row}) Tj 60 0 Td (value {row}) Tj 60 0 Td ({row * 10}) Tj ET");
        pdf.AddPage(string.Join('\n', rows));
        return pdf.Build();
    }
}
