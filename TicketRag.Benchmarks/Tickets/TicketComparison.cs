using TicketRag.Benchmarks.Hosts;
using TicketRag.Benchmarks.Ingestion;

namespace TicketRag.Benchmarks.Tickets;

/// <summary>Opens tickets at two servers in turns, a block at the one and a block at the other, with a pause before each as callers have.</summary>
internal sealed class TicketComparison(HttpClient on, HttpClient off, int block, TimeSpan pause)
{
    private const int WordsPerTicket = 60;

    private readonly SyntheticTexts _texts = new(seed: 4);

    public async Task<(Latencies On, Latencies Off)> RunAsync(int tickets)
    {
        var (timesOn, timesOff) = (new Latencies(), new Latencies());
        for (var done = 0; done < tickets; done += block)
        {
            await BlockAsync(on, timesOn);
            await BlockAsync(off, timesOff);
        }

        return (timesOn, timesOff);
    }

    private async Task BlockAsync(HttpClient http, Latencies times)
    {
        for (var i = 0; i < block; i++)
        {
            var text = _texts.Next(WordsPerTicket);
            await Task.Delay(pause, TimeProvider.System);
            await times.TimeAsync(() => http.OpenTicketAsync($"Ticket {text.Mark}", text.Body));
        }
    }
}
