using System.Text;
using TicketRag.Core.Documents;
using TicketRag.IngestWorker.Extraction;
using TicketRag.Tests.Extraction.Samples;

namespace TicketRag.Tests.Extraction;

/// <summary>Whatever a file does to its tables, they are blocks of rows of text.</summary>
public sealed class TableTests
{
    // A zero-width space and a soft hyphen: no white space, and nothing that is written.
    private const string Unseen = "\u200B";
    private const string UnseenToo = "\u00AD";

    public static TheoryData<string, byte[]> UnseenTables => new()
    {
        { "csv", Encoding.UTF8.GetBytes($"{Unseen},{UnseenToo}\n\u0001,\u0002\n") },
        { "html", Encoding.UTF8.GetBytes($"<!DOCTYPE html><body><table><tr><th>{Unseen}</th><th>{UnseenToo}</th></tr><tr><td>{Unseen}</td><td>{UnseenToo}</td></tr></table>") },
        { "md", Encoding.UTF8.GetBytes($"| {Unseen} | {UnseenToo} |\n|---|---|\n| {Unseen} | {UnseenToo} |\n") },
        { "json", Encoding.UTF8.GetBytes($"[{{\"{Unseen}\":\"{UnseenToo}\"}},{{\"{Unseen}\":\"{UnseenToo}\"}}]") },
        { "docx", OfficeSamples.Word($"<w:tbl><w:tr><w:tc>{OfficeSamples.Paragraph(Unseen)}</w:tc></w:tr></w:tbl>") },
        { "pptx", OfficeSamples.Presentation($"<a:tbl><a:tr><a:tc><a:p><a:r><a:t>{Unseen}</a:t></a:r></a:p></a:tc></a:tr></a:tbl>") },
    };

    [Theory]
    [MemberData(nameof(UnseenTables))]
    public async Task Table_in_which_nothing_can_be_seen_is_no_block(string format, byte[] file)
    {
        var document = await Extract.OfAsync(OfficeSamples.Zip(("a.txt", "Text in it."u8.ToArray()), ($"b.{format}", file)), "a.zip");

        Assert.Equal("a.txt\n\nText in it.", document.Text);
        Assert.Null(DocumentInvariants.FirstBroken(document));
    }

    [Fact]
    public async Task Sheet_in_which_nothing_can_be_seen_is_its_name()
    {
        var document = await Extract.OfAsync(OfficeSamples.Workbook($"<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{Unseen}</t></is></c></row>"));

        Assert.Equal("Prices", document.Text);
        Assert.Null(DocumentInvariants.FirstBroken(document));
    }

    [Fact]
    public async Task Cells_at_the_end_of_a_row_in_which_nothing_can_be_seen_are_left_out() =>
        Assert.Equal("part | price\ntray", (await Extract.OfAsync($"part,price\ntray,{Unseen}\n", "a.csv")).Text);

    [Fact]
    public async Task Rows_before_the_damage_of_a_sheet_in_an_archive_are_a_table()
    {
        var sheet = OfficeSamples.Workbook("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>tray</t></is></c></row></oops>");
        var document = await Extract.OfAsync(OfficeSamples.Zip(("a.xlsx", sheet), ("b.txt", "Text after it."u8.ToArray())), "a.zip");

        AssertTables(document, "tray");
        Assert.EndsWith("tray\n\nb.txt\n\nText after it.", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_in_a_table_of_a_slide_ends_the_outer_one()
    {
        const string Row = "<a:tr><a:tc><a:p><a:r><a:t>{0}</a:t></a:r></a:p></a:tc></a:tr>";
        var slide = $"<a:tbl>{Row.Replace("{0}", "outer", StringComparison.Ordinal)}<a:tbl>{Row.Replace("{0}", "inner", StringComparison.Ordinal)}</a:tbl></a:tbl>";

        AssertTables(await Extract.OfAsync(OfficeSamples.Presentation(slide)), "outer", "inner");
    }

    private static void AssertTables(ExtractedDocument document, params string[] tables)
    {
        Assert.Null(DocumentInvariants.FirstBroken(document));
        Assert.Equal(tables, document.Blocks.Where(block => block.Kind == BlockKind.Table).Select(block => document.Text[block.Start..block.End]));
    }
}
