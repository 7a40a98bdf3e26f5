namespace TicketRag.Core.Answers;

/// <summary>The three flags of section <c>Rag</c>.</summary>
public sealed class RagOptions
{
    public const string Section = "Rag";

    /// <summary>Off: nothing is indexed, retrieved or answered; tickets go on.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Index a ticket when it is created, and not only when it is resolved.</summary>
    public bool IndexOnTicketCreate { get; init; }

    /// <summary>Index a ticket again when it is resolved, as a source for the next one.</summary>
    public bool IndexOnTicketResolve { get; init; } = true;
}
