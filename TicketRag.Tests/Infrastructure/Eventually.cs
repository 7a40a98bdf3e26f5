namespace TicketRag.Tests.Infrastructure;

/// <summary>Waits for what another process does, by looking again, up to a limit.</summary>
internal static class Eventually
{
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
}
