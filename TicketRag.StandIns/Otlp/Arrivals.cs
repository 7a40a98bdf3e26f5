namespace TicketRag.StandIns.Otlp;

/// <summary>What has come so far, and a wait for what is still to come.</summary>
internal sealed class Arrivals<T>
{
    private readonly Lock gate = new();
    private readonly List<T> items = [];
    private readonly List<Waiter> waiters = [];

    /// <summary>A copy, in the order of arrival.</summary>
    public IReadOnlyList<T> All
    {
        get
        {
            lock (gate)
            {
                return [.. items];
            }
        }
    }

    public void Add(T item)
    {
        lock (gate)
        {
            items.Add(item);
            waiters.RemoveAll(waiter => waiter.Wanted(item) && waiter.Found.TrySetResult(item));
        }
    }

    /// <summary>The first that is wanted, of those that came or come.</summary>
    public async Task<T> WaitAsync(Func<T, bool> wanted, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(wanted, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
        {
            foreach (var item in items)
            {
                if (wanted(item))
                {
                    return item;
                }
            }

            waiters.Add(waiter);
        }

        try
        {
            return await waiter.Found.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (gate)
            {
                waiters.Remove(waiter);
            }
        }
    }

    private sealed record Waiter(Func<T, bool> Wanted, TaskCompletionSource<T> Found);
}
