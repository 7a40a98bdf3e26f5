using System.Diagnostics;
using TicketRag.IngestWorker.Extraction;
using TicketRag.Tests.Extraction.Samples;

namespace TicketRag.Benchmarks.Extraction;

/// <summary>
/// <c>extract-fuzz --data DIR --runs N --seed S [--formats docx,zip]</c>: reads damaged files, as many for each format, until anything but an
/// <see cref="ExtractionException"/> or a text by <see cref="DocumentInvariants"/> comes out, a file takes much longer than it may, or the process grows. Archives
/// are damaged as files, and once more in their parts.
/// </summary>
internal static class ExtractFuzz
{
    // What the limits below and the runtime need, with garbage that was not collected yet.
    private const long MostMemory = 768L << 20;

    private static readonly string[] Archives = ["docx", "pptx", "xlsx", "zip"];

    private static readonly ExtractionOptions Limits = new() { Timeout = TimeSpan.FromSeconds(10), MaxUnpackedBytes = 64 << 20, MaxTextCharacters = 5_000_000 };

    public static async Task<int> RunAsync(string[] args)
    {
        if (DataFolder.Of(args) is not { } data)
        {
            return 1;
        }

        var options = new BenchmarkOptions(args);
        var runs = options.Number("--runs", 10_000);
        var seed = options.Number("--seed", Environment.TickCount);
        var formats = options.Text("--formats", "");
        Console.WriteLine($"seed {seed}");
        foreach (var (format, files) in FuzzSeeds.Of(data).OrderBy(entry => entry.Key, StringComparer.Ordinal).Where(entry => formats.Length == 0 || formats.Split(',').Contains(entry.Key)))
        {
            if (!await RunAsync(format, files, FileMutator.Mutate, runs, seed)
                || (Archives.Contains(format) && !await RunAsync(format, files, PackageMutator.Mutate, runs, seed, " parts")))
            {
                return 1;
            }
        }

        return 0;
    }

    private static async Task<bool> RunAsync(string format, IReadOnlyList<byte[]> files, Func<byte[], Random, byte[]> mutate, int runs, int seed, string what = "")
    {
        var extraction = ExtractCommand.NewExtraction(Limits);
        var random = new Random(seed);
        var outcomes = new SortedDictionary<string, int>();
        var slowest = TimeSpan.Zero;
        for (var run = 0; run < runs; run++)
        {
            var file = mutate(files[random.Next(files.Count)], random);
            // Processor time: whoever lets other work go first, or stops this process for a while, has found no hang.
            var before = Environment.CpuUsage.TotalTime;
            var outcome = await OutcomeAsync(extraction, file, format);
            var spent = Environment.CpuUsage.TotalTime - before;
            if (Environment.WorkingSet > MostMemory)
            {
                outcome = $"! {Environment.WorkingSet >> 20} MiB in use";
            }

            slowest = spent > slowest ? spent : slowest;
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            if (outcome.StartsWith('!') || spent > 3 * Limits.Timeout)
            {
                var path = Path.Combine(Path.GetTempPath(), $"extract-fuzz-{run}.{format}");
                await File.WriteAllBytesAsync(path, file);
                Console.WriteLine($"{format}: run {run} after {spent.TotalSeconds:F1} s: {outcome}; the file is {path}");
                return false;
            }
        }

        Console.WriteLine(
            $"{format}{what}: {runs} runs, slowest {slowest.TotalSeconds:F2} s, peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB: {string.Join(", ", outcomes.Select(entry => $"{entry.Key} {entry.Value}"))}");
        return true;
    }

    private static async Task<string> OutcomeAsync(FileExtraction extraction, byte[] file, string format)
    {
        try
        {
            var document = await extraction.ExtractAsync(new MemoryStream(file), $"a.{format}", null, CancellationToken.None);
            return DocumentInvariants.FirstBroken(document) is { } broken ? $"! {broken}" : "read";
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
}
