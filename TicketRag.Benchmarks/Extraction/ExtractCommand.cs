using System.Diagnostics;
using Microsoft.Extensions.Options;
using TicketRag.Benchmarks.Pdf;
using TicketRag.IngestWorker.Extraction;

namespace TicketRag.Benchmarks.Extraction;

/// <summary>The benchmark <c>extract --data DIR [--peers DIR] [--each true]</c>: how well, and how fast, files are read.</summary>
internal static class ExtractCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (DataFolder.Of(args) is not { } data)
        {
            return 1;
        }

        var pages = Path.Combine(data, "readability");
        var options = new BenchmarkOptions(args);
        var ours = await PagesAsync(pages, options.Text("--each", "") == "true");
        if (options.Text("--peers", "") is { Length: > 0 } packages)
        {
            Console.WriteLine(ours.Beside(await ReadabilityPeer.MeasureAsync(packages, pages)));
        }

        await OfficeAsync(Path.Combine(data, "office"));
        return 0;
    }

    internal static FileExtraction NewExtraction(ExtractionOptions? options = null) => new(Options.Create(options ?? new()), TimeProvider.System);

    // Two halves, every other page: the second was looked at less while the algorithm was made, but it was looked at.
    private static async Task<PagesFigures> PagesAsync(string folder, bool each)
    {
        var extraction = NewExtraction();
        var scores = new List<double>();
        var (bytes, watch) = (0L, new Stopwatch());
        foreach (var page in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            var source = await File.ReadAllBytesAsync(Path.Combine(page, "source.html"));
            bytes += source.Length;
            watch.Start();
            var text = await TextOfAsync(extraction, source, "source.html");
            watch.Stop();
            var expected = HtmlOracle.Text(await File.ReadAllTextAsync(Path.Combine(page, "expected.html")));
            scores.Add(WordOverlap.Of(expected, text).F1);
            if (each)
            {
                Console.WriteLine($"{scores[^1]:F4} {Path.GetFileName(page)} missing: {WordOverlap.FirstLeft(expected, text)}; too much: {WordOverlap.FirstLeft(text, expected)}");
            }
        }

        Console.WriteLine(
            $"pages: mean F1 {scores.Average():F4} of {scores.Count}; half used {scores.Where((_, i) => i % 2 == 0).Average():F4}, alternate half {scores.Where((_, i) => i % 2 == 1).Average():F4}");
        var figures = new PagesFigures("ours", scores.Average(), scores.Count, bytes / 1e6 / watch.Elapsed.TotalSeconds, Process.GetCurrentProcess().PeakWorkingSet64 >> 20);
        Console.WriteLine(figures);
        return figures;
    }

    private static async Task OfficeAsync(string folder)
    {
        var extraction = NewExtraction();
        foreach (var format in (string[])["docx", "xlsx"])
        {
            var recalls = new List<(double Recall, string File)>();
            foreach (var path in Directory.GetFiles(folder, $"*.{format}").Order(StringComparer.Ordinal))
            {
                var file = await File.ReadAllBytesAsync(path);
                if (OfficeOracle.Text(file, format) is { } words && WordScore.Words(words).Count > 0)
                {
                    recalls.Add((WordOverlap.Of(words, await TextOfAsync(extraction, file, path)).Recall, Path.GetFileName(path)));
                }
            }

            // A file without a word has none that could be missed: it counts neither way.
            recalls.Sort();
            Console.WriteLine(
                $"{format}: recall median {recalls[recalls.Count / 2].Recall:F4}, mean {recalls.Average(entry => entry.Recall):F4}, of {recalls.Count}; least: {string.Join(", ", recalls.Take(5).Select(entry => $"{entry.Recall:F3} {entry.File}"))}");
        }
    }

    private static async Task<string> TextOfAsync(FileExtraction extraction, byte[] file, string name)
    {
        try
        {
            return (await extraction.ExtractAsync(new MemoryStream(file), name, null, CancellationToken.None)).Text;
        }
        catch (ExtractionException)
        {
            return "";
        }
    }
}
