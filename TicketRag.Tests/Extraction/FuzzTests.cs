using TicketRag.IngestWorker.Extraction;
using TicketRag.Tests.Extraction.Samples;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Extraction;

/// <summary>The short form of <c>TicketRag.Benchmarks extract-fuzz</c>; see <see cref="Exploration"/> for a longer one.</summary>
public sealed class FuzzTests
{
    private const int Runs = 150;

    public static TheoryData<string> Formats => [.. Seeds().Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public Task Damaged_file_is_read_or_refused_and_nothing_else(string format) => FuzzAsync(format, FileMutator.Mutate);

    [Theory]
    [InlineData("docx")]
    [InlineData("xlsx")]
    [InlineData("pptx")]
    [InlineData("zip")]
    public Task Whole_archive_of_damaged_parts_is_read_or_refused_and_nothing_else(string format) => FuzzAsync(format, PackageMutator.Mutate);

    private static async Task FuzzAsync(string format, Func<byte[], Random, byte[]> mutate)
    {
        var random = new Random(Exploration.Seed);
        var files = Seeds()[format];
        for (var run = 0; run < Exploration.Runs(Runs); run++)
        {
            var file = mutate(files[random.Next(files.Count)], random);
            try
            {
                var broken = DocumentInvariants.FirstBroken(await Extract.OfAsync(file, $"a.{format}"));
                Assert.True(broken is null, broken);
            }
            catch (ExtractionException)
            {
                // With a plain reason: that is what it is for.
            }
            catch (Exception exception)
            {
                Assert.Fail($"{Exploration.Hint}, run {run}: {exception}");
            }
        }
    }

    private static Dictionary<string, IReadOnlyList<byte[]>> Seeds() => new(TextSamples.All)
    {
        ["docx"] = [OfficeSamples.Word(OfficeSamples.Paragraph("Setup", "H1") + OfficeSamples.Paragraph("Open the box."))],
        ["xlsx"] = [OfficeSamples.Workbook("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Part</t></is></c><c r=\"B1\" s=\"1\"><v>44197</v></c></row>")],
        ["pptx"] = [OfficeSamples.Presentation()],
        ["zip"] = [OfficeSamples.Zip(("a.txt", "Text in it."), ("b.csv", "a,b\n1,2\n"))],
        ["html"] = ["<!DOCTYPE html><html><head><title>t</title></head><body><div><p>Some text of a page.</p><table><tr><th>a</th></tr><tr><td>b</td></tr></table></div></body></html>"u8.ToArray()],
    };
}
