using System.Diagnostics;
using System.Globalization;
using TicketRag.IngestWorker.Extraction;
using TicketRag.Tests.Extraction.Samples;

namespace TicketRag.Benchmarks.Extraction;

/// <summary>
/// <c>extract-fuzz --data DIR --runs N --seed S</c>: reads damaged files, as many for each format, until anything but an <see cref="ExtractionException"/> comes
/// out or a file takes much longer than it may.
/// </summary>
internal static class ExtractFuzz
{
    private static readonly ExtractionOptions Limits = new() { Timeout = TimeSpan.FromSeconds(10), MaxUnpackedBytes = 64 << 20, MaxTextCharacters = 5_000_000 };

    public static async Task<int> RunAsync(string[] args)
    {
        if (DataFolder.Of(args) is not { } data)
        {
            return 1;
        }

        var runs = Number(args, "--runs", 10_000);
        var seed = Number(args, "--seed", Environment.TickCount);
        Console.WriteLine($"seed {seed}");
        foreach (var (format, files) in FuzzSeeds.Of(data).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (!await RunAsync(format, files, runs, seed))
            {
                return 1;
            }
        }

        return 0;
    }

    private static async Task<bool> RunAsync(string format, IReadOnlyList<byte[]> files, int runs, int seed)
    {
        var extraction = ExtractCommand.NewExtraction(Limits);
        var random = new Random(seed);
        var outcomes = new SortedDictionary<string, int>();
        var slowest = TimeSpan.Zero;
        for (var run = 0; run < runs; run++)
        {
            var file = FileMutator.Mutate(files[random.Next(files.Count)], random);
            var watch = Stopwatch.StartNew();
            var outcome = await OutcomeAsync(extraction, file, format);
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            if (outcome.StartsWith('!') || watch.Elapsed > 3 * Limits.Timeout)
            {
                var path = Path.Combine(Path.GetTempPath(), $"extract-fuzz-{run}.{format}");
                await File.WriteAllBytesAsync(path, file);
                Console.WriteLine($"{format}: run {run} after {watch.Elapsed.TotalSeconds:F1} s: {outcome}; the file is {path}");
                return false;
            }
        }

        Console.WriteLine(
            $"{format}: {runs} runs, slowest {slowest.TotalSeconds:F2} s, peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB: {string.Join(", ", outcomes.Select(entry => $"{entry.Key} {entry.Value}"))}");
        return true;
    }

    private static async Task<string> OutcomeAsync(FileExtraction extraction, byte[] file, string format)
    {
        try
        {
            var document = await extraction.ExtractAsync(new MemoryStream(file), $"a.{format}", null, CancellationToken.None);
            return document.Blocks.All(block => block.Start < block.End && block.End <= document.Text.Length) ? "read" : "! a block outside the text";
        }
        catch (ExtractionException refused)
        {
            return refused.Fault.ToString();
        }
        catch (Exception other)
        {
            return $"! {other}";
        }
    }

    private static int Number(string[] args, string name, int otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }
}
