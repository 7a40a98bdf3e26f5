namespace TicketRag.Core.Models.Ollama;

/// <summary>A token that ends with the caller's or when the time is up, and tells the two apart.</summary>
internal sealed class Patience : IDisposable
{
    private readonly CancellationToken caller;
    private readonly CancellationTokenSource limit;
    private readonly CancellationTokenSource either;

    public Patience(TimeSpan atMost, TimeProvider time, CancellationToken caller)
    {
        this.caller = caller;
        AtMost = atMost;
        limit = new(atMost, time);
        either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, caller);
    }

    public TimeSpan AtMost { get; }

    public CancellationToken Token => either.Token;

    public bool CallerGaveUp => caller.IsCancellationRequested;

    public bool RanOut => limit.IsCancellationRequested;

    /// <summary>Something came: the time starts again.</summary>
    public void Renew() => limit.CancelAfter(AtMost);

    public void Dispose()
    {
        either.Dispose();
        limit.Dispose();
    }
}
