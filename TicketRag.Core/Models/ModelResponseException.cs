namespace TicketRag.Core.Models;

/// <summary>
/// The model server answered with something that can't be used: unreadable, vectors missing, of unequal lengths or not finite.
/// Unlike an outage it may stick to one input, so a job that meets it spends an attempt.
/// </summary>
public sealed class ModelResponseException(string connection, string reason, Exception? inner = null)
    : Exception($"{connection}: {reason}", inner)
{
    public string Dependency { get; } = connection;

    public string Reason { get; } = reason;
}
