namespace TicketRag.Core.Persistence.Sqlite;

/// <summary>
/// Lets one write at a time, in order of arrival, requests before what is in the background. Now and then one of the latter goes in between:
/// heartbeats must not wait for ever.
/// </summary>
internal sealed class WriterLine(TimeProvider time)
{
    /// <summary>A request counts when it comes in and when it writes: those that never write can't hold up the background for ever either.</summary>
    private const int RequestsInARow = 8;

    /// <summary>How long the background stands back for a request that has yet to come to its write, and then for one that has yet to be answered.</summary>
    private static readonly TimeSpan Courtesy = TimeSpan.FromMilliseconds(5);

    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _requests = new();
    private readonly Queue<TaskCompletionSource> _background = new();
    private bool _isTaken;
    private int _requestsInARow;
    private int _expected;
    private long _expectedSince;
    private ITimer? _courtesyEnds;

    /// <summary>
    /// A request has come in that will write: what is in the background begins no write before it has, or before it has taken its time, so that it finds the turn
    /// free instead of just taken. Nor before it is answered: who gets the turn would take the processor from it.
    /// </summary>
    /// <returns>Dispose it when the request is answered.</returns>
    public IDisposable Expect()
    {
        lock (_lock)
        {
            if (_requestsInARow < RequestsInARow)
            {
                _requestsInARow++;
                _expectedSince = time.GetTimestamp();
            }

            _expected++;
        }

        return new Ending(Answered);
    }

    /// <returns>The turn; dispose it to let the next one go.</returns>
    public async Task<IDisposable> WaitAsync(WriteUrgency urgency, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource waiter;
        lock (_lock)
        {
            waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
            (urgency == WriteUrgency.Request ? _requests : _background).Enqueue(waiter);
            LetGoIfFree();
        }

        await using var cancellation = cancellationToken.UnsafeRegister(state => waiter.TrySetCanceled(cancellationToken), null);
        await waiter.Task;
        return new Ending(urgency == WriteUrgency.Request ? EndOfRequest : Next);
    }

    private void Next()
    {
        lock (_lock)
        {
            LetGo();
        }
    }

    private void EndOfRequest()
    {
        lock (_lock)
        {
            _expectedSince = time.GetTimestamp();
            LetGo();
        }
    }

    private void Answered()
    {
        lock (_lock)
        {
            _expected--;
            LetGoIfFree();
        }
    }

    private void LetGo() => _isTaken = _requestsInARow < RequestsInARow
        ? TryRequest() || TryBackground()
        : TryBackground() || TryRequest();

    private bool TryRequest()
    {
        if (!TryLetGo(_requests))
        {
            return false;
        }

        _requestsInARow++;
        return true;
    }

    private bool TryBackground()
    {
        if (_background.Count > 0 && CourtesyLeft() is var left && left > TimeSpan.Zero)
        {
            _courtesyEnds ??= time.CreateTimer(_ => EndCourtesy(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _courtesyEnds.Change(left, Timeout.InfiniteTimeSpan);
            return false;
        }

        _requestsInARow = 0;
        return TryLetGo(_background);
    }

    private TimeSpan CourtesyLeft() => _expected > 0 && _requestsInARow < RequestsInARow ? Courtesy - time.GetElapsedTime(_expectedSince) : TimeSpan.Zero;

    private void EndCourtesy()
    {
        lock (_lock)
        {
            LetGoIfFree();
        }
    }

    private void LetGoIfFree()
    {
        if (!_isTaken)
        {
            LetGo();
        }
    }

    // Those who were cancelled meanwhile are passed over.
    private static bool TryLetGo(Queue<TaskCompletionSource> line)
    {
        while (line.TryDequeue(out var waiter))
        {
            if (waiter.TrySetResult())
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Ending(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
