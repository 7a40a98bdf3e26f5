using TicketRag.Benchmarks.Answers;
using TicketRag.Benchmarks.Extraction;
using TicketRag.Benchmarks.Hosts;
using TicketRag.Benchmarks.Ingestion;
using TicketRag.Benchmarks.Jobs;
using TicketRag.Benchmarks.Pdf;
using TicketRag.Benchmarks.Retrieval;
using TicketRag.Benchmarks.Startup;
using TicketRag.Benchmarks.Tickets;

var benchmarks = new Dictionary<string, Func<string[], Task<int>>>
{
    ["search"] = SearchBenchmark.RunAsync,
    ["retrieve"] = RetrieveBenchmark.RunAsync,
    ["calibrate"] = CalibrateCommand.RunAsync,
    ["pdf"] = rest => Task.FromResult(PdfCommand.Measure(rest)),
    ["pdf-fuzz"] = rest => Task.FromResult(PdfCommand.Fuzz(rest)),
    ["extract"] = ExtractCommand.RunAsync,
    ["extract-fuzz"] = ExtractFuzz.RunAsync,
    ["tickets"] = TicketBenchmark.RunAsync,
    ["ingest"] = IngestBenchmark.RunAsync,
    ["ingest-files"] = FilesBenchmark.RunAsync,
    ["jobs"] = JobBenchmark.RunAsync,
    ["start"] = StartBenchmark.RunAsync,
    ["restart"] = RestartBenchmark.RunAsync,
    [QdrantProcess.Command] = QdrantProcess.RunAsync,
};

if (args.Length > 0 && benchmarks.TryGetValue(args[0], out var run))
{
    return await run(args[1..]);
}

Console.Error.WriteLine($"usage: TicketRag.Benchmarks <{string.Join('|', benchmarks.Keys)}> [options]");
return 2;
