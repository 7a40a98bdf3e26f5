namespace TicketRag.Core.Jobs.InProcess;

/// <summary>
/// For the Api that hosts its worker. A nudge is passed on a moment later, so that the request that sent it is answered before its job wants
/// the processor; nudges that come in the meantime, or while nobody waits, are one.
/// </summary>
public sealed class InProcessJobNudges(TimeProvider time) : IJobNudges
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(5);

    private TaskCompletionSource _next = NewSignal();
    private int _sending;

    public void Send(JobPriority priority)
    {
        if (Interlocked.Exchange(ref _sending, 1) == 0)
        {
            _ = PassOnAsync();
        }
    }

    public async Task WaitAsync(JobPriority lowest, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var signal = Volatile.Read(ref _next);
        try
        {
            await signal.Task.WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return;
        }

        Interlocked.CompareExchange(ref _next, NewSignal(), signal);
    }

    private async Task PassOnAsync()
    {
        await Task.Delay(Moment, TimeProvider.System);

        // First this: a nudge that comes now may be for a row that the one who wakes does not see.
        Interlocked.Exchange(ref _sending, 0);
        Volatile.Read(ref _next).TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
