namespace TicketRag.IngestWorker.Jobs;

/// <summary>Exponential backoff with full jitter (M. Brooker, "Exponential Backoff And Jitter", 2015).</summary>
public static class Backoff
{
    /// <param name="attempt">From 1.</param>
    /// <param name="random">In [0, 1).</param>
    public static TimeSpan Delay(int attempt, TimeSpan first, TimeSpan max, double random)
    {
        var ceiling = Math.Min(max.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 30)));
        return TimeSpan.FromMilliseconds(ceiling * random);
    }
}
