using System.ComponentModel.DataAnnotations;
using TicketRag.Api.Validation;
using TicketRag.Core.Answers;
using TicketRag.Core.Documents;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Api.Rag;

/// <summary>A search.</summary>
public sealed record RetrieveRequest
{
    [Required]
    public required string Query { get; init; }

    /// <summary>1 to 100, 5 by default.</summary>
    [Range(1, 100)]
    public int? TopK { get; init; }

    /// <summary>Only these kinds of sources: ticket, article, asset, text, file, page.</summary>
    public IReadOnlyList<SourceKind>? SourceTypes { get; init; }

    public RetrieveFilters? Filters { get; init; }

    /// <summary>
    /// After how many days without a change a source counts three quarters of a new one; it never counts less than a half. 0: age does not count. Left out, the
    /// organization's setting or else the installation's.
    /// </summary>
    [Range(0, 36_500)]
    public double? RecencyHalfLifeDays { get; init; }
}

public sealed record RetrieveFilters
{
    /// <summary>Only chunks with one of these tags.</summary>
    [TagList]
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Only documents whose metadata names one of these as their <c>product</c>; without case.</summary>
    [TagList]
    public IReadOnlyList<string>? Product { get; init; }

    /// <summary>Only documents whose metadata names one of these as their <c>language</c>; without case.</summary>
    [TagList]
    public IReadOnlyList<string>? Language { get; init; }

    /// <summary>Only documents that were changed at or after this instant.</summary>
    public DateTimeOffset? UpdatedAfter { get; init; }

    /// <summary>Only documents that were changed before this instant.</summary>
    public DateTimeOffset? UpdatedBefore { get; init; }

    /// <summary>Only tickets in this state: solved or unsolved. Other sources have none and pass.</summary>
    [AllowedValues("solved", "unsolved", null, ErrorMessage = "The field {0} is solved or unsolved.")]
    public string? State { get; init; }
}

public sealed record RetrieveResponse(IReadOnlyList<RetrieveResult> Results, RetrievalMode Mode);

/// <param name="Start">Of the chunk in its document's text, in UTF-16 code units.</param>
public sealed record RetrieveResult(
    Guid ChunkId,
    Guid DocumentId,
    int Version,
    string Title,
    SourceKind SourceType,
    Guid SourceId,
    string? State,
    string? Heading,
    string Text,
    double Score,
    RetrieveScores Scores,
    RetrieveRanks Ranks,
    QuestionCoverage Coverage,
    int Start,
    int End,
    int? Page,
    string? Sheet,
    int? Line)
{
    public static RetrieveResult From(RetrievedChunk chunk) => new(
        chunk.ChunkId, chunk.DocumentId, chunk.Version, chunk.Title, chunk.SourceKind, chunk.SourceId, chunk.State, chunk.HeadingPath, chunk.Text,
        chunk.Score, new(chunk.Dense?.Score, chunk.Lexical?.Score, chunk.Words?.Score, chunk.Score, chunk.Recency), new(chunk.Dense?.Rank, chunk.Lexical?.Rank, chunk.Words?.Rank), chunk.Coverage, chunk.Start, chunk.End,
        chunk.Page, chunk.Sheet, chunk.Line);
}

/// <summary>Null where the channel did not find the chunk.</summary>
/// <param name="Dense">Cosine similarity.</param>
/// <param name="Lexical">BM25.</param>
/// <param name="Words">BM25 with what the passage's own words add: how near they stand, and shared pieces of words.</param>
/// <param name="Fused">What the results are ordered by.</param>
/// <param name="Recency">What age has left of the weight of its words and meaning, 1 to 0.5; null where age does not count.</param>
public sealed record RetrieveScores(double? Dense, double? Lexical, double? Words, double Fused, double? Recency);

/// <summary>From 1; null where the channel did not find the chunk.</summary>
public sealed record RetrieveRanks(int? Dense, int? Lexical, int? Words);

/// <summary>A problem to be solved: a ticket, or a title and a description.</summary>
public sealed record SolutionRequest
{
    /// <summary>A ticket's id or number.</summary>
    public TicketKey? TicketId { get; init; }

    [StringLength(300)]
    public string? Title { get; init; }

    public string? Description { get; init; }
}

/// <param name="Status"><c>ready</c> or <c>abstained</c>.</param>
/// <param name="Citations">When it abstained: the closest sources.</param>
/// <param name="AnswerId">Under which <c>/api/v1/answers/{id}</c> explains it.</param>
public sealed record RagSolutionResponse(
    IReadOnlyList<AnswerStep> Steps, IReadOnlyList<Citation> Citations, SolutionStatus Status, string? Reason, AnswerMode Mode, Guid AnswerId);

/// <param name="Status"><c>ok</c>, or <c>degraded</c> when a component is, or <c>off</c>.</param>
public sealed record RagHealthResponse(string Status, IReadOnlyDictionary<string, RagComponent> Components);

public sealed record RagComponent(string Status, string Name, string? Detail);
