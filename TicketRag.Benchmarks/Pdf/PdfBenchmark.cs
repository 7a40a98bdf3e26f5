using System.Diagnostics;
using TicketRag.Pdf;

namespace TicketRag.Benchmarks.Pdf;

/// <summary>Speed, memory and agreement with pdftotext over a folder of PDFs.</summary>
internal static class PdfBenchmark
{
    private const int FewestWords = 200;

    public static int Run(string folder)
    {
        var files = Directory.GetFiles(folder, "*.pdf").Order(StringComparer.Ordinal).ToList();
        var processor = ProcessorTime.Now();
        var watch = Stopwatch.StartNew();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var pages = 0;
        var texts = files.ToDictionary(file => file, file => Read(file, ref pages));
        var ours = watch.Elapsed;
        var ourProcessor = ProcessorTime.Now().Own - processor.Own;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;

        watch.Restart();
        var oracle = files.ToDictionary(file => file, PdfToText.Read);
        var theirs = watch.Elapsed;
        var theirProcessor = ProcessorTime.Now().Children - processor.Children;

        var scores = Scores(files, texts, oracle);
        Console.WriteLine();
        Console.WriteLine($"files {files.Count}, refused here {texts.Values.Count(text => text is null)}, refused by pdftotext {oracle.Values.Count(text => text is null)}");
        Console.WriteLine($"pages {pages}, {pages / ours.TotalSeconds:F0} pages/s, {allocated / 1024.0 / Math.Max(1, pages):F0} KiB allocated per page");
        Console.WriteLine($"time {ours.TotalSeconds:F2} s in one process, pdftotext {theirs.TotalSeconds:F2} s in {files.Count} processes: {ours / theirs:F2}x");
        Console.WriteLine($"processor time {ourProcessor.TotalSeconds:F2} s, pdftotext {theirProcessor.TotalSeconds:F2} s: {ourProcessor / theirProcessor:F2}x");
        Console.WriteLine($"over {scores.Count} files with more than {FewestWords} words");
        Print("word recall", scores.ConvertAll(score => score.Recall));
        Print("word precision", scores.ConvertAll(score => score.Precision));
        Print("word order (LCS)", scores.ConvertAll(score => score.Order));
        return 0;
    }

    private static string? Read(string file, ref int pages)
    {
        try
        {
            using var stream = File.OpenRead(file);
            using var document = PdfDocument.Open(stream);
            var text = document.Text;
            pages += document.PageCount;
            return text;
        }
        catch (PdfException exception)
        {
            Console.WriteLine($"{Path.GetFileName(file)}: {exception.Kind}, {exception.Message}");
            return null;
        }
    }

    private static List<WordScore> Scores(List<string> files, Dictionary<string, string?> texts, Dictionary<string, string?> oracle)
    {
        var scores = new List<WordScore>();
        foreach (var file in files)
        {
            var score = WordScore.Of(WordScore.Words(oracle[file] ?? ""), WordScore.Words(texts[file] ?? ""));
            Console.WriteLine(
                $"{score.Expected,6} {score.Found,6}  recall {score.Recall:F4}  precision {score.Precision:F4}  order {score.Order:F4}  {Path.GetFileName(file)}");
            if (score.Expected > FewestWords)
            {
                scores.Add(score);
            }
        }

        return scores;
    }

    private static void Print(string name, List<double> values)
    {
        values.Sort();
        Console.WriteLine($"{name}: median {values[values.Count / 2]:F4}, mean {values.Average():F4}, least {values[0]:F4}");
    }
}
