namespace TicketRag.Core.Outbound;

/// <summary>
/// A request was not sent, because of where it would have gone. Trying again does not help. The message is for the client that named the address,
/// and does not say what a name resolves to.
/// </summary>
public sealed class OutboundRefusedException(string reason) : Exception(reason);
