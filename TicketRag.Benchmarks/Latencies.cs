using System.Diagnostics;

namespace TicketRag.Benchmarks;

/// <summary>How long each of many calls took.</summary>
internal sealed class Latencies
{
    private readonly List<double> _milliseconds = [];

    public double Median => Percentile(50);

    public int Count => _milliseconds.Count;

    public async Task TimeAsync(Func<Task> call)
    {
        var started = Stopwatch.GetTimestamp();
        await call();
        _milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    public void Add(TimeSpan time) => _milliseconds.Add(time.TotalMilliseconds);

    public void AddRange(Latencies more) => _milliseconds.AddRange(more._milliseconds);

    public double Percentile(int percent) => _milliseconds.Order().ElementAt(Math.Min(_milliseconds.Count - 1, _milliseconds.Count * percent / 100));
}
