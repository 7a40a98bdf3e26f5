using TicketRag.Benchmarks.Hosts;
using TicketRag.Benchmarks.Ingestion;

namespace TicketRag.Benchmarks.Tickets;

/// <summary>Keeps a worker saturated: there are always more batches waiting than it has slots, until this is disposed.</summary>
internal sealed class BulkLoad : IAsyncDisposable
{
    private const int BatchesAhead = 8;
    private const int TextsPerBatch = 50;
    private const int WordsPerText = 300;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _feeding;

    private BulkLoad(HttpClient http) => _feeding = FeedAsync(http);

    /// <summary>With the first batches waiting.</summary>
    public static async Task<BulkLoad> StartNewAsync(Uri address, string apiKey)
    {
        var http = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { { "x-api-key", apiKey } } };
        var load = new BulkLoad(http);
        while ((await http.JobsAsync()).Open < BatchesAhead / 2)
        {
            await Task.Delay(Interval, TimeProvider.System);
        }

        return load;
    }

    /// <summary>How many chunks were made meanwhile.</summary>
    public int Chunks { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _feeding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task FeedAsync(HttpClient http)
    {
        using var client = http;
        var texts = new SyntheticTexts(seed: 3);
        var before = (await http.JobsAsync()).Chunks;
        while (true)
        {
            var jobs = await http.JobsAsync();
            Chunks = jobs.Chunks - before;
            for (var waiting = jobs.Open; waiting < BatchesAhead; waiting++)
            {
                await http.PutBatchAsync(Enumerable.Range(0, TextsPerBatch).Select(_ => texts.Next(WordsPerText).Body));
            }

            await Task.Delay(Interval, TimeProvider.System, _stop.Token);
        }
    }
}
