namespace TicketRag.Tests.Infrastructure;

/// <summary>The one place that looks again until something is there, for what gives no signal.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task TrueAsync(Func<Task<bool>> holds, TimeSpan limit, Func<string> otherwise, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < limit, $"Not within {limit}: {otherwise()}");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>The first answer that is <paramref name="wanted"/>.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> wanted, TimeSpan limit, CancellationToken cancellationToken)
    {
        var answer = default(T)!;
        await TrueAsync(async () => wanted(answer = await ask()), limit, () => $"the last answer was {answer}", cancellationToken);
        return answer;
    }

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
