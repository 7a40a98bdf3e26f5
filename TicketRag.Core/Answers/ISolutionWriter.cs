using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>Drafts solution steps from what was retrieved. Nothing it says is believed before <see cref="CitationChecker"/> has seen it.</summary>
public interface ISolutionWriter
{
    /// <summary><c>extractive</c> or the chat model's name.</summary>
    string Name { get; }

    /// <param name="usage">Told what the model was asked and what it cost, where there is one.</param>
    /// <returns>No steps when the sources don't answer the problem.</returns>
    /// <exception cref="Connections.DependencyUnavailableException">The model cannot be reached.</exception>
    Task<IReadOnlyList<DraftStep>> DraftAsync(Problem problem, IReadOnlyList<RetrievedChunk> sources, ModelUsage usage, CancellationToken cancellationToken);
}

/// <summary>What somebody needs help with.</summary>
public sealed record Problem(string Title, string Description)
{
    public string Query => Description.Length == 0 ? Title : $"{Title}\n{Description}";
}
