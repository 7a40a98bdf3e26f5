namespace TicketRag.Core.Outbound;

/// <summary>What a request may say of itself to the handler that sends it.</summary>
public static class OutboundRequests
{
    /// <summary>Asked before each redirect is followed: why it must not be, or null.</summary>
    public static HttpRequestOptionsKey<Func<Uri, CancellationToken, Task<string?>>> BeforeRedirect { get; } = new("ticketrag.before_redirect");
}
