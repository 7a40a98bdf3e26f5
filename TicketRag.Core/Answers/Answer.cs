using TicketRag.Core.Documents;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>Steps with checked citations; no steps when it abstains.</summary>
/// <param name="Steps">In the order to try them.</param>
/// <param name="Citations">Every citation of the steps once; when it abstains, the closest sources.</param>
/// <param name="Sources">See <see cref="Reply.Sources"/>.</param>
public sealed record Answer(IReadOnlyList<AnswerStep> Steps, IReadOnlyList<Citation> Citations, AnswerMode Mode, IReadOnlyList<Guid>? Sources = null)
{
    public bool Abstained => Steps.Count == 0;

    /// <summary>All documents that it stands on.</summary>
    public IEnumerable<Guid> DocumentIds() => Citations.Select(citation => citation.DocumentId).Concat(Sources ?? []).Distinct();
}

public sealed record AnswerStep(string Text, IReadOnlyList<Citation> Citations);

/// <summary>Where a statement comes from; its quote is verbatim in the named version of the document.</summary>
/// <param name="Version">The document's version at the time.</param>
/// <param name="Start">Of the quote, in UTF-16 code units of the document's text.</param>
/// <param name="Sha256">Of the quote as UTF-8.</param>
public sealed record Citation(
    Guid DocumentId,
    int Version,
    Guid ChunkId,
    string Title,
    SourceKind SourceType,
    Guid SourceId,
    int? Page,
    int Start,
    int End,
    string Sha256,
    string Quote)
{
    /// <summary>The reference alone.</summary>
    public Citation Emptied() => this with { Title = "", Quote = "" };
}

/// <summary>Which parts made an answer, and which were degraded.</summary>
/// <param name="Answerer"><c>extractive</c>, the chat model's name, or <c>none</c> where nothing was composed.</param>
public sealed record AnswerMode(RetrievalMode Retrieval, string Answerer, IReadOnlyList<string> Degraded);
