using TicketRag.Benchmarks.Pdf;
using TicketRag.Benchmarks.Retrieval;

var benchmarks = new Dictionary<string, Func<string[], Task<int>>>
{
    ["search"] = SearchBenchmark.RunAsync,
    ["retrieve"] = RetrieveBenchmark.RunAsync,
    ["pdf"] = rest => Task.FromResult(PdfCommand.Measure(rest)),
    ["pdf-fuzz"] = rest => Task.FromResult(PdfCommand.Fuzz(rest)),
};

if (args.Length > 0 && benchmarks.TryGetValue(args[0], out var run))
{
    return await run(args[1..]);
}

Console.Error.WriteLine($"usage: TicketRag.Benchmarks <{string.Join('|', benchmarks.Keys)}> [options]");
return 2;
