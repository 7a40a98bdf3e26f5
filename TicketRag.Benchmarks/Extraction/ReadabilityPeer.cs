using System.Diagnostics;
using System.Text.Json;

namespace TicketRag.Benchmarks.Extraction;

/// <summary>Readability.js with jsdom on the same pages, in a process of its own: <c>extract --peers DIR</c>, where DIR holds <c>npm install @mozilla/readability jsdom</c>.</summary>
internal static class ReadabilityPeer
{
    // By default Node stops where this machine has memory left.
    private const string MostMemory = "--max-old-space-size=16000";

    public static async Task<PagesFigures> MeasureAsync(string packages, string pages)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Extraction", "readability.mjs");
        using var process = Process.Start(new ProcessStartInfo("node", [MostMemory, script, packages, pages]) { RedirectStandardOutput = true })!;
        var scores = new List<double>();
        PagesFigures? figures = null;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var told = JsonElement.Parse(line);
            if (told.TryGetProperty("page", out var page))
            {
                var expected = await File.ReadAllTextAsync(Path.Combine(pages, page.GetString()!, "expected.html"));
                scores.Add(WordOverlap.Of(HtmlOracle.Text(expected), HtmlOracle.Text(told.GetProperty("content").GetString()!)).F1);
            }
            else
            {
                figures = new(
                    "Readability.js with jsdom", scores.Average(), scores.Count,
                    told.GetProperty("bytes").GetInt64() / 1e6 / told.GetProperty("seconds").GetDouble(), told.GetProperty("peak").GetInt64() >> 20);
            }
        }

        await process.WaitForExitAsync();
        return figures ?? throw new InvalidOperationException($"{script} ended before its end, with code {process.ExitCode}.");
    }
}
