namespace TicketRag.Core.Jobs.InProcess;

/// <summary>For the Api that hosts its worker. Nudges that come while nobody waits are one.</summary>
public sealed class InProcessJobNudges(TimeProvider time) : IJobNudges
{
    private TaskCompletionSource _next = NewSignal();

    public void Send(JobPriority priority) => Volatile.Read(ref _next).TrySetResult();

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

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
