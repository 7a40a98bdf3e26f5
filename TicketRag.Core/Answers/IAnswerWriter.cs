using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>
/// Drafts the answer to a question, statement by statement, from what was retrieved. Nothing it says is believed before <see cref="CitationChecker"/> has seen it.
/// </summary>
public interface IAnswerWriter
{
    /// <summary><c>extractive</c> or the chat model's name.</summary>
    string Name { get; }

    /// <param name="usage">Told what the model was asked and what it cost, where there is one.</param>
    /// <returns>Each statement once it is complete; none when the sources don't answer the question.</returns>
    /// <exception cref="Connections.DependencyUnavailableException">The model cannot be reached, also in the middle.</exception>
    IAsyncEnumerable<DraftStep> AnswerAsync(
        string question, IReadOnlyList<Exchange> history, IReadOnlyList<RetrievedChunk> sources, ModelUsage usage, CancellationToken cancellationToken);
}
