using TicketRag.Tests.Extraction.Samples;

namespace TicketRag.Benchmarks.Extraction;

/// <summary>The whole files that fuzzing damages, by format: real ones, and those that the tests write.</summary>
internal static class FuzzSeeds
{
    private const int LargestFile = 100_000;

    public static Dictionary<string, IReadOnlyList<byte[]>> Of(string data)
    {
        var seeds = TextSamples.All.ToDictionary(entry => entry.Key, entry => entry.Value);
        seeds["pptx"] = [OfficeSamples.Presentation()];
        seeds["docx"] = Small(Path.Combine(data, "office"), "*.docx");
        seeds["xlsx"] = Small(Path.Combine(data, "office"), "*.xlsx");
        seeds["html"] = Small(Path.Combine(data, "readability"), "source.html");
        seeds["pdf"] = Small(Path.Combine(data, "pdf"), "*.pdf");
        seeds["zip"] = [OfficeSamples.Zip([.. seeds.Select(entry => ($"a.{entry.Key}", entry.Value[0]))])];
        return seeds;
    }

    private static List<byte[]> Small(string folder, string pattern) =>
    [
        .. Directory.GetFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(path => new FileInfo(path).Length is > 0 and < LargestFile).Select(File.ReadAllBytes),
    ];
}
