using System.Diagnostics;
using TicketRag.Pdf;
using TicketRag.Tests.Pdf.Writing;

namespace TicketRag.Benchmarks.Pdf;

/// <summary>
/// Reads damaged files until something other than a <see cref="PdfException"/> comes out, or a file takes longer or
/// more memory than its bounds allow.
/// </summary>
internal static class PdfFuzz
{
    private const long LargestSeedFile = 150_000;
    private const int MostPages = 4;
    private const int RunsBetweenReports = 5_000;

    // What the runtime, the seed files and garbage that was not collected yet may take beside the bound.
    private const long MemorySlack = 256L << 20;

    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    private static readonly PdfOptions Options = new()
    {
        Timeout = TimeSpan.FromSeconds(20),
        MaxMemoryBytes = 128L << 20,
        MaxDecodedBytes = 256L << 20,
        Annotations = PdfAnnotationText.Appearances | PdfAnnotationText.FieldValues | PdfAnnotationText.Comments,
    };

    public static int Run(string folder, int runs, int seed)
    {
        Console.WriteLine($"seed {seed}");
        var files = SamplePdfs.All().Concat(
            Directory.GetFiles(folder, "*.pdf").Order(StringComparer.Ordinal).Select(path => new FileInfo(path))
                .Where(file => file.Length is > 0 and <= LargestSeedFile).Select(file => File.ReadAllBytes(file.FullName))).ToList();
        var random = new Random(seed);
        var outcomes = new SortedDictionary<string, int>();
        var slowest = TimeSpan.Zero;
        for (var run = 0; run < runs; run++)
        {
            var damage = random.Next();
            var file = new PdfMutator(damage).Mutate(files[random.Next(files.Count)]);
            // Processor time: whoever lets other work go first, or stops this process for a while, has found no hang.
            var before = Environment.CpuUsage.TotalTime;
            var outcome = Read(file);
            var spent = Environment.CpuUsage.TotalTime - before;
            if (Environment.WorkingSet > Options.MaxMemoryBytes + MemorySlack)
            {
                outcome = $"! {Environment.WorkingSet >> 20} MiB in use";
            }

            slowest = spent > slowest ? spent : slowest;
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            if (outcome.StartsWith('!') || spent > Options.Timeout + Slack)
            {
                return Fail(file, outcome, run, spent);
            }

            if ((run + 1) % RunsBetweenReports == 0)
            {
                Console.WriteLine($"{run + 1} runs, slowest {slowest.TotalSeconds:F2} s, peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");
            }
        }

        Console.WriteLine(string.Join(", ", outcomes.Select(outcome => $"{outcome.Key} {outcome.Value}")));
        Console.WriteLine($"{runs} runs with seed {seed}: no other exception, slowest {slowest.TotalSeconds:F2} s, peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");
        return 0;
    }

    private static string Read(byte[] file)
    {
        try
        {
            using var document = PdfDocument.Open(new MemoryStream(file, 0, file.Length, writable: false, publiclyVisible: true), Options);
            foreach (var page in document.ReadPages().Take(MostPages))
            {
                GC.KeepAlive(page.Text);
            }

            return "read";
        }
        catch (PdfException exception)
        {
            return exception.Kind == PdfErrorKind.Malformed ? $"Malformed by {exception.InnerException?.GetType().Name}" : exception.Kind.ToString();
        }
        catch (Exception exception)
        {
            return $"! {exception}";
        }
    }

    private static int Fail(byte[] file, string outcome, int run, TimeSpan elapsed)
    {
        var path = Path.Combine(Path.GetTempPath(), $"pdf-fuzz-{run}.pdf");
        File.WriteAllBytes(path, file);
        Console.WriteLine($"run {run} after {elapsed.TotalSeconds:F1} s: {outcome}");
        Console.WriteLine($"the file is {path}");
        return 1;
    }
}
