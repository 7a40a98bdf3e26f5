namespace TicketRag.Tests.ServiceDefaults;

/// <summary>Time that passes only by <see cref="Advance"/>.</summary>
internal sealed class TestClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Alarm> alarms = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Signal)> waiters = [];
    private DateTimeOffset now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Completes when a timer is running that was set to exactly this.</summary>
    public Task WaitForTimerAsync(TimeSpan due, CancellationToken cancellationToken)
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (alarms.Exists(alarm => alarm.SetTo == due))
            {
                return Task.CompletedTask;
            }

            waiters.Add((due, signal));
        }

        return signal.Task.WaitAsync(cancellationToken);
    }

    public void Advance(TimeSpan by)
    {
        List<Alarm> ringing;
        lock (gate)
        {
            now += by;
            ringing = alarms.FindAll(alarm => alarm.RingsAt <= now);
            alarms.RemoveAll(ringing.Contains);
        }

        ringing.ForEach(alarm => alarm.Ring());
    }

    private sealed class Alarm(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan SetTo { get; private set; }

        public DateTimeOffset RingsAt { get; private set; }

        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.alarms.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    SetTo = dueTime;
                    RingsAt = clock.now + dueTime;
                    clock.alarms.Add(this);
                    clock.waiters.RemoveAll(waiter => waiter.Due == dueTime && waiter.Signal.TrySetResult());
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                clock.alarms.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
