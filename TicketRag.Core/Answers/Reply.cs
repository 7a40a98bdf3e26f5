using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>The answer to a question.</summary>
/// <param name="Citations">Every citation of the answer once; when it abstained, the closest sources.</param>
/// <param name="Sources">
/// Documents that it does not cite and that its words may come from all the same: where a model wrote it, those that the model was shown; where it follows
/// on others, theirs.
/// </param>
public sealed record Reply(ReplyStatus Status, string Answer, IReadOnlyList<Citation> Citations, ReplyMode Mode, IReadOnlyList<Guid>? Sources = null)
{
    /// <summary>All documents that it stands on.</summary>
    public IEnumerable<Guid> DocumentIds() => Citations.Select(citation => citation.DocumentId).Concat(Sources ?? []).Distinct();
}

public enum ReplyStatus
{
    Answered,

    /// <summary>Nothing in the organization's sources answers it, or nothing that could be checked.</summary>
    Abstained,
}

/// <summary>How a reply came about.</summary>
/// <param name="Route">See <see cref="QuestionRoute"/>.</param>
/// <param name="Query">What was searched for; null where nothing was.</param>
/// <param name="Retrieval">Null where nothing was searched.</param>
/// <param name="Answerer"><c>extractive</c>, the chat model's name, or <c>none</c>.</param>
/// <param name="Degraded">What is worse than it should be, and why; empty when all is well.</param>
public sealed record ReplyMode(string Route, string? Query, RetrievalMode? Retrieval, string Answerer, IReadOnlyList<string> Degraded);

/// <summary>A part of a reply, as soon as it stands.</summary>
public abstract record ReplyPart
{
    public sealed record Delta(string Text) : ReplyPart;

    /// <summary>Belongs to the delta before it.</summary>
    public sealed record Cited(Citation Citation) : ReplyPart;

    /// <summary>The last part: the whole.</summary>
    public sealed record Done(Reply Reply, AnswerTrail Trail) : ReplyPart;
}
