namespace TicketRag.Tests.Infrastructure;

/// <summary>The one place that looks again until something is there, for what gives no signal.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Looks until <paramref name="isThere"/> says so of what <paramref name="look"/> returns.</summary>
    /// <exception cref="TimeoutException">With what it saw last.</exception>
    public static async Task<T> SeeAsync<T>(Func<Task<T>> look, Func<T, bool> isThere, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (isThere(seen))
            {
                return seen;
            }

            if (time.GetElapsedTime(started) > Deadline)
            {
                throw new TimeoutException($"Not seen within {Deadline.TotalSeconds} s. Last: {seen}");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
