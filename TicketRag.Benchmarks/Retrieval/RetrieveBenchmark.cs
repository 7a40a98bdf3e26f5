namespace TicketRag.Benchmarks.Retrieval;

internal static class RetrieveBenchmark
{
    public static Task<int> RunAsync(string[] args) => Task.FromResult(0);
}
