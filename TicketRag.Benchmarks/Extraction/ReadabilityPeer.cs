using System.Diagnostics;
using System.Text.Json;
using TicketRag.Benchmarks.Hosts;

namespace TicketRag.Benchmarks.Extraction;

/// <summary>Readability.js with jsdom on the same pages, in a process of its own: <c>extract --peers DIR</c>, where DIR holds <c>npm install @mozilla/readability jsdom</c>.</summary>
internal static class ReadabilityPeer
{
    public static async Task MeasureAsync(string packages, string pages)
    {
        var script = Path.Combine(Repository.Root, "TicketRag.Benchmarks", "Extraction", "readability.mjs");
        var start = new ProcessStartInfo("node", ["--max-old-space-size=16000", script, packages, pages]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var scores = new List<double>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var told = JsonElement.Parse(line);
            if (told.TryGetProperty("page", out var page))
            {
                var expected = await File.ReadAllTextAsync(Path.Combine(pages, page.GetString()!, "expected.html"));
                scores.Add(WordOverlap.Of(HtmlOracle.Text(expected), HtmlOracle.Text(told.GetProperty("content").GetString()!)).F1);
                continue;
            }

            var speed = told.GetProperty("bytes").GetInt64() / 1e6 / told.GetProperty("seconds").GetDouble();
            Console.WriteLine($"Readability.js with jsdom: mean F1 {scores.Average():F4} of {scores.Count} pages (load {Machine.Load})");
            Console.WriteLine($"  {speed:F2} MB/s, peak resident set {told.GetProperty("peak").GetInt64() >> 20} MiB");
        }

        await process.WaitForExitAsync();
    }
}
