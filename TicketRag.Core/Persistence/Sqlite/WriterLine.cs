namespace TicketRag.Core.Persistence.Sqlite;

/// <summary>
/// Lets one write at a time, in order of arrival, requests before what is in the background. Now and then one of the latter goes in between:
/// heartbeats must not wait for ever.
/// </summary>
internal sealed class WriterLine
{
    private const int RequestsInARow = 8;

    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _requests = new();
    private readonly Queue<TaskCompletionSource> _background = new();
    private bool _isTaken;
    private int _requestsInARow;

    /// <returns>The turn; dispose it to let the next one go.</returns>
    public async Task<IDisposable> WaitAsync(WriteUrgency urgency, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource waiter;
        lock (_lock)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return new Turn(this);
            }

            waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
            (urgency == WriteUrgency.Request ? _requests : _background).Enqueue(waiter);
        }

        await using var cancellation = cancellationToken.UnsafeRegister(state => waiter.TrySetCanceled(cancellationToken), null);
        await waiter.Task;
        return new Turn(this);
    }

    private void Next()
    {
        lock (_lock)
        {
            _isTaken = _requestsInARow < RequestsInARow
                ? TryRequest() || TryBackground()
                : TryBackground() || TryRequest();
        }
    }

    private bool TryRequest()
    {
        _requestsInARow++;
        return TryLetGo(_requests);
    }

    private bool TryBackground()
    {
        _requestsInARow = 0;
        return TryLetGo(_background);
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

    private sealed class Turn(WriterLine line) : IDisposable
    {
        private WriterLine? _line = line;

        public void Dispose() => Interlocked.Exchange(ref _line, null)?.Next();
    }
}
