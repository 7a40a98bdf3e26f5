using TicketRag.Core.Connections;

namespace TicketRag.Core.Models;

/// <summary>The model can't answer just now; the same call may succeed later.</summary>
public sealed class ModelUnavailableException(string connection, ModelUnavailableKind kind, string reason, Exception? inner = null)
    : DependencyUnavailableException(connection, reason, inner)
{
    public ModelUnavailableKind Kind { get; } = kind;
}

public enum ModelUnavailableKind
{
    /// <summary>No connection, no answer in time, or not called because it failed repeatedly.</summary>
    Unreachable,

    /// <summary>The server is there and the model isn't: it must be pulled first.</summary>
    Missing,

    /// <summary>Too many requests wait already.</summary>
    Busy,

    /// <summary>The server answered with a failure of its own, possibly in the middle of a stream.</summary>
    ServerError,
}
