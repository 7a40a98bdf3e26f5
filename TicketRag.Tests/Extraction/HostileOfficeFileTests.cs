using System.Text;
using TicketRag.IngestWorker.Extraction;
using TicketRag.Tests.Extraction.Samples;

namespace TicketRag.Tests.Extraction;

public sealed class HostileOfficeFileTests
{
    [Fact]
    public async Task Bomb_in_an_office_file_is_refused()
    {
        var refusal = await Extract.RefusalAsync(OfficeSamples.Word($"<w:p><w:r><w:t>{new string('a', 50 << 20)}</w:t></w:r></w:p>"));

        Assert.Equal(ExtractionFault.LimitExceeded, refusal.Fault);
    }

    [Theory]
    [InlineData("<w:p><w:r><w:t>{0}</w:t></w:r></w:p>")]
    [InlineData("<w:p w:rsid=\"{0}\"><w:r><w:t>short</w:t></w:r></w:p>")]
    public async Task Text_or_attribute_of_an_office_file_that_would_fill_the_memory_is_refused(string body)
    {
        var file = OfficeSamples.Word(string.Format(System.Globalization.CultureInfo.InvariantCulture, body, new string('a', 3 << 20)));
        var refusal = await Extract.RefusalAsync(file, options: new() { MaxTextCharacters = 1_000, MaxUnpackRatio = 10_000 });

        Assert.Equal((ExtractionFault.LimitExceeded, "A single text or attribute in it is longer than 1 MB."), (refusal.Fault, refusal.Message));
    }

    [Fact]
    public async Task Shared_strings_that_would_fill_the_memory_are_refused_before_a_cell_uses_them()
    {
        var shared = string.Concat(Enumerable.Range(0, 30).Select(i => $"<si><t>{i:D100}</t></si>"));
        var file = OfficeSamples.Workbook("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>", shared);

        Assert.Equal("Its text is longer than 1,000 characters. Split it.", (await Extract.RefusalAsync(file, options: new() { MaxTextCharacters = 1_000 })).Message);
        Assert.Contains($"{0:D100}", (await Extract.OfAsync(file, options: new() { MaxTextCharacters = 2_000 })).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sheet_of_too_many_cells_is_refused()
    {
        var row = $"<row>{string.Concat(Enumerable.Repeat("<c><v>1</v></c>", 100))}</row>";
        var refusal = await Extract.RefusalAsync(
            OfficeSamples.Workbook(string.Concat(Enumerable.Repeat(row, 100))), options: new() { MaxCells = 5_000, MaxUnpackRatio = 10_000 });

        Assert.Equal(ExtractionFault.LimitExceeded, refusal.Fault);
    }

    [Fact]
    public async Task Cell_in_the_last_column_costs_no_row_of_cells()
    {
        var rows = string.Concat(Enumerable.Range(1, 500).Select(i => $"<row r=\"{i}\"><c r=\"XFD{i}\"><v>1</v></c></row>"));

        Assert.NotEmpty((await Extract.OfAsync(OfficeSamples.Workbook(rows), options: new() { MaxCells = 1_000 })).Text);
    }

    [Fact]
    public async Task Entities_in_office_xml_are_refused()
    {
        var file = OfficeSamples.Zip(
            ("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><document><p><t>&b;</t></p></document>"));

        Assert.Contains("document type", (await Extract.RefusalAsync(file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WordDocument", ExtractionFault.Unsupported, ".docx")]
    [InlineData("PowerPoint Document", ExtractionFault.Unsupported, ".pptx")]
    [InlineData("EncryptedPackage", ExtractionFault.Encrypted, "password")]
    public async Task Legacy_and_encrypted_office_files_are_refused_with_what_to_do(string stream, ExtractionFault fault, string advice)
    {
        var refusal = await Extract.RefusalAsync(CompoundWith(stream));

        Assert.Equal(fault, refusal.Fault);
        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] CompoundWith(string stream)
    {
        var file = new byte[3 * 512];
        byte[] magic = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        magic.CopyTo(file, 0);
        file[30] = 9;
        Encoding.Unicode.GetBytes(stream).CopyTo(file, 512);
        file[512 + 64] = (byte)(2 * stream.Length + 2);
        return file;
    }
}
