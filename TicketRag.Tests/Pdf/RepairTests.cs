using System.Text;
using TicketRag.Tests.Pdf.Writing;

namespace TicketRag.Tests.Pdf;

/// <summary>What writers, mail gateways and editors do to files, and what viewers put up with.</summary>
public class RepairTests
{
    private const string Hello = "BT /F1 12 Tf 10 50 Td (Hello world) Tj ET";

    private static string Read(Func<string, string> damage)
    {
        var pdf = new PdfWriter();
        pdf.AddPage(Hello);
        return ReadPdf.Text(PdfWriter.Bytes(damage(Encoding.Latin1.GetString(pdf.Build()))));
    }

    public static TheoryData<string, Func<string, string>> Damages => new()
    {
        { "no endobj", file => file.Replace("endobj", "", StringComparison.Ordinal) },
        { "no endstream", file => file.Replace("endstream", "", StringComparison.Ordinal) },
        { "neither", file => file.Replace("endobj", "", StringComparison.Ordinal).Replace("endstream", "", StringComparison.Ordinal) },
        { "no startxref", file => file[..file.IndexOf("startxref", StringComparison.Ordinal)] },
        { "startxref nowhere", file => file[..file.IndexOf("startxref", StringComparison.Ordinal)] + "startxref\n999999\n%%EOF" },
        { "startxref a little off", file => file.Replace("startxref\n", "startxref\n1", StringComparison.Ordinal) },
        { "no header", file => file[file.IndexOf('\n', StringComparison.Ordinal)..] },
        { "no trailer", file => file[..file.LastIndexOf("trailer", StringComparison.Ordinal)] },
        { "no cross-reference", file => file[..file.LastIndexOf("xref\n0 1", StringComparison.Ordinal)] },
        { "garbage in the table", file => file.Replace("0000000000 65535 f", "00x0000000 6.535 ?", StringComparison.Ordinal) },
        { "carriage returns", file => file.Replace('\n', '\r') },
        { "no length", file => file.Replace("/Length", "/Lenght", StringComparison.Ordinal) },
        { "negative length", file => file.Replace("/Length ", "/Length -", StringComparison.Ordinal) },
        { "no types", file => file.Replace("/Type /", "/Type /X", StringComparison.Ordinal) },
        { "root that is no catalog", file => file.Replace("/Root ", "/Root 1 0 R /Rood ", StringComparison.Ordinal) },
        { "no page tree", file => file.Replace("/Pages ", "/Pagez ", StringComparison.Ordinal) },
        { "no media box", file => file.Replace("/MediaBox", "/MediaBux", StringComparison.Ordinal) },
        { "text behind the end", file => file + new string('x', 3000) },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void The_text_of_a_damaged_file_is_found(string name, Func<string, string> damage)
    {
        Assert.NotEmpty(name);
        Assert.Equal("Hello world", Read(damage));
    }

    [Fact]
    public void A_page_that_the_tree_names_twice_is_there_twice()
    {
        var pdf = new PdfWriter();
        var page = pdf.AddPage(Hello);
        var tree = pdf.Reserve();
        pdf.Finish();
        pdf.Set(tree, $"<< /Type /Pages /Kids [{page} 0 R null 99 0 R {page} 0 R {tree} 0 R] /Count 7 >>");
        pdf.Set(pdf.Root, $"<< /Type /Catalog /Pages {tree} 0 R >>");

        Assert.Equal("Hello world\n\nHello world", ReadPdf.Text(pdf.Build()));
    }

    [Theory]
    [InlineData("BT /F1 12 Tf 10 50 Td (Hello world) T|j ET", "")]
    [InlineData("BT /F1 12 Tf 10 50 Td (Hello world)| Tj ET", "Hello world")]
    [InlineData("BT /F1 12 Tf 10 50 |Td [(Hello)| -300 |(world)] TJ ET", "Hello world")]
    public void Contents_may_be_cut_between_tokens(string content, string expected)
    {
        var pdf = new PdfWriter();
        pdf.AddPage("");
        var parts = content.Split('|').Select(part => $"{pdf.AddStream("", part)} 0 R").ToList();
        var page = pdf.AddPage("", entries: "");
        pdf.Set(page, $"<< /Type /Page /MediaBox [0 0 200 100] /Contents [{string.Join(' ', parts)}] /Resources << /Font << /F1 {PdfWriter.Helvetica} >> >> >>");

        Assert.Equal(expected, ReadPdf.Text(pdf.Build()));
    }

    [Fact]
    public void Resources_and_boxes_are_inherited_and_forms_use_those_of_their_page()
    {
        var pdf = new PdfWriter();
        pdf.AddPage("");
        var bare = pdf.AddStream("/Type /XObject /Subtype /Form /BBox [0 0 200 100]", "BT /F1 12 Tf 10 30 Td (bare form) Tj ET");
        var own = pdf.AddStream("/Type /XObject /Subtype /Form /BBox [0 0 200 100] /Resources << /ProcSet [/PDF] >>", "BT /F1 12 Tf 10 10 Td (form with resources) Tj ET");
        var contents = pdf.AddStream("", $"{Hello} /X Do /Y Do");
        var tree = pdf.Reserve();
        var page = pdf.Add($"<< /Type /Page /Parent {tree} 0 R /Contents {contents} 0 R >>");
        pdf.Finish();
        pdf.Set(tree, $"<< /Type /Pages /Kids [{page} 0 R] /Count 1 /MediaBox [0 0 200 100] /Rotate 0 "
            + $"/Resources << /Font << /F1 {PdfWriter.Helvetica} >> /XObject << /X {bare} 0 R /Y {own} 0 R >> >> >>");
        pdf.Set(pdf.Root, $"<< /Type /Catalog /Pages {tree} 0 R >>");

        Assert.Equal(["Hello world", "bare form", "form with resources"], ReadPdf.Page(pdf.Build()).Lines.Select(line => line.Text));
    }

    [Theory]
    [InlineData("/CropBox [300 300 400 400]", 200, 100)]
    [InlineData("/CropBox [-50 -50 100 50]", 100, 50)]
    [InlineData("/CropBox [100 50 0 0]", 100, 50)]
    [InlineData("/UserUnit 2", 400, 200)]
    [InlineData("/Rotate -90", 100, 200)]
    [InlineData("/Rotate 45", 200, 100)]
    public void Odd_boxes_units_and_rotations_give_a_page_of_sense(string entries, double width, double height)
    {
        var pdf = new PdfWriter();
        pdf.AddPage(Hello, entries: entries);

        var page = ReadPdf.Page(pdf.Build());

        Assert.Equal((width, height), (page.Width, page.Height));
        Assert.Equal("Hello world", page.Text);
    }

    [Theory]
    [InlineData("BT /F1 -12 Tf -1 0 0 -1 10 50 Tm (Hello world) Tj ET")]
    [InlineData("Q Q q BT /F1 12 Tf 10 50 Td (Hello world) Tj ET q q")]
    [InlineData("q 1 0 0 1 1e30 1e30 cm BT /F1 12 Tf (far) Tj ET Q BT /F1 12 Tf 10 50 Td (Hello world) Tj ET")]
    [InlineData("BT /F1 12 Tf 10 50 Td (Hello world) Tj")]
    [InlineData("/F1 12 Tf 1 0 0 1 10 50 Tm (Hello world) Tj")]
    [InlineData("BT /F1 12 Tf 10 50 Td [(Hello) -300 (world) TJ ET")]
    [InlineData("BT /F1 12 Tf 10 50 Td [(Hello) Tj -300 (world)] TJ ET")]
    [InlineData("/P << /MCID 0 BDC BT /F1 12 Tf 10 50 Td (Hello world) Tj ET EMC")]
    [InlineData("garbage << ] > BT /F1 12 Tf 10 50 Td (Hello world) Tj ET")]
    [InlineData("BT /F1 12 Tf 3 Tr 10 50 Td (Hello world) Tj ET")]
    public void Odd_content_keeps_its_text(string content) => Assert.Equal("Hello world", ReadPdf.Content(content));

    [Theory]
    [InlineData("BI /W 4 /H 1 /BPC 8 /CS /G ID aEI EI Q\nEI")]
    [InlineData("BI /W 2 /H 2 /BPC 8 /CS /RGB ID \0 EI\u0001\u0002 EI \u0003\u0004\nEI")]
    [InlineData("BI /W 1 /H 1 /F /AHx ID 00>\nEI")]
    public void Inline_images_may_contain_what_ends_them(string image) =>
        Assert.Equal("Hello world", ReadPdf.Content($"q {image} Q {Hello}"));
}
