namespace TicketRag.StandIns.Ollama;

/// <summary>A request that the server keeps waiting, so that a test can act in the middle of it without guessing times.</summary>
public sealed class OllamaHold
{
    private readonly TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The request is here and waits.</summary>
    public Task Arrived => arrived.Task;

    public void Release() => released.TrySetResult();

    internal async Task WaitAsync(CancellationToken left)
    {
        arrived.TrySetResult();
        await released.Task.WaitAsync(left);
    }
}
