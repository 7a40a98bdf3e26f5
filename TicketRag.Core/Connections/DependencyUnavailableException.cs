namespace TicketRag.Core.Connections;

/// <summary>
/// Something outside this process (model server, vector store, Redis) does not answer, or answers that it can't just now.
/// A job that meets it waits and tries again without losing an attempt; a request degrades.
/// </summary>
public class DependencyUnavailableException(string dependency, string reason, Exception? inner = null)
    : Exception($"{dependency}: {reason}", inner)
{
    /// <summary>The connection's name: <c>embed</c>, <c>chat</c>, <c>qdrant_http</c>, <c>redis</c>.</summary>
    public string Dependency { get; } = dependency;

    /// <summary>What an operator needs to read, without secrets.</summary>
    public string Reason { get; } = reason;

    /// <summary>When the server itself said when to come back.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
