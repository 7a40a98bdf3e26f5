using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;

using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Core.Retrieval;

/// <summary>A question to the organization's sources.</summary>
/// <param name="Reader">As whom the caller reads.</param>
public sealed record RetrievalRequest(string Query, Audience Reader)
{
    public int TopK { get; init; } = 5;

    public IReadOnlyList<SourceKind> SourceKinds { get; init; } = [];

    /// <summary>See <see cref="ChunkQuery.States"/>.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>See <see cref="ChunkQuery.Products"/>.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>See <see cref="ChunkQuery.Languages"/>.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    public DateTimeOffset? UpdatedFrom { get; init; }

    public DateTimeOffset? UpdatedBefore { get; init; }

    public Guid? ExcludeDocument { get; init; }

    /// <summary>After how long what was not changed counts three quarters; null: as the organization's setting or <see cref="RetrievalOptions.RecencyHalfLife"/> says; zero: age does not count.</summary>
    public TimeSpan? RecencyHalfLife { get; init; }
}

/// <summary>A chunk that was found, as the database has it now.</summary>
/// <param name="Start">Of the chunk in its document's text, UTF-16 code units.</param>
/// <param name="Score">What it was ordered by: the fusion of <paramref name="Dense"/> and <paramref name="Words"/>.</param>
/// <param name="Words">See <see cref="ChunkHit.Words"/>.</param>
/// <param name="Coverage">How much of the question it speaks of.</param>
public sealed record RetrievedChunk(
    Guid ChunkId,
    Guid DocumentId,
    int Version,
    int Ordinal,
    string Title,
    SourceKind SourceKind,
    Guid SourceId,
    string? State,
    string? HeadingPath,
    string Text,
    int Start,
    int End,
    int? Page,
    string? Sheet,
    int? Line,
    double Score,
    ChannelHit? Dense,
    ChannelHit? Lexical,
    ChannelHit? Words,
    QuestionCoverage Coverage)
{
    /// <summary>What its age has left of its weight, from 1 down to a half; null where age does not count.</summary>
    public double? Recency { get; init; }
}

public sealed record RetrievalResult(IReadOnlyList<RetrievedChunk> Chunks, RetrievalMode Mode);
