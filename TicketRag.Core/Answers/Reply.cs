using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>The answer to a question.</summary>
/// <param name="Citations">Every citation of the answer once; when it abstained, the closest sources.</param>
public sealed record Reply(ReplyStatus Status, string Answer, IReadOnlyList<Citation> Citations, ReplyMode Mode);

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

/// <summary>What explains a reply beside its mode: references and numbers, no text of any source.</summary>
/// <param name="Candidates">The passages that the writer was given, in order.</param>
/// <param name="PromptSha256">Of the prompt; null where no model was asked.</param>
/// <param name="Evidence">See <see cref="Answers.Evidence.Of"/>.</param>
public sealed record AnswerTrail(
    IReadOnlyList<TrailCandidate> Candidates, double Evidence, string? PromptSha256, string? Model, long? InputTokens, long? OutputTokens, double LatencyMs);

public sealed record TrailCandidate(Guid ChunkId, Guid DocumentId, int Version, double Score, int? DenseRank, int? LexicalRank, int? WordsRank);

/// <summary>A part of a reply, as soon as it stands.</summary>
public abstract record ReplyPart
{
    public sealed record Delta(string Text) : ReplyPart;

    /// <summary>Belongs to the delta before it.</summary>
    public sealed record Cited(Citation Citation) : ReplyPart;

    /// <summary>The last part: the whole.</summary>
    public sealed record Done(Reply Reply, AnswerTrail Trail) : ReplyPart;
}
