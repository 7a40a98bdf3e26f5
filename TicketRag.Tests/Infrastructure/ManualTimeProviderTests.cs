namespace TicketRag.Tests.Infrastructure;

public class ManualTimeProviderTests
{
    private readonly ManualTimeProvider time = new();

    [Fact]
    public void Timers_fire_in_their_order_and_at_their_time()
    {
        var start = time.GetUtcNow();
        var fired = new List<(string Timer, double At)>();
        using var late = time.CreateTimer(_ => Note("late"), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var every = time.CreateTimer(_ => Note("every"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));

        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal([("every", 2), ("every", 4), ("late", 5), ("every", 6)], fired);
        Assert.Equal(TimeSpan.FromSeconds(6), time.GetUtcNow() - start);

        void Note(string timer) => fired.Add((timer, (time.GetUtcNow() - start).TotalSeconds));
    }

    [Fact]
    public void Disposed_and_changed_timers_do_not_fire()
    {
        var fired = 0;
        time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan).Dispose();
        using var changed = time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        changed.Change(TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);

        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0, fired);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, fired);
    }

    [Fact]
    public async Task Delays_end_when_time_has_passed()
    {
        var started = time.GetTimestamp();
        var delay = Task.Delay(TimeSpan.FromMinutes(1), time, TestContext.Current.CancellationToken);
        await time.WhenTimersAsync(1, TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await delay;

        Assert.Equal(TimeSpan.FromMinutes(1), time.GetElapsedTime(started));
    }
}
