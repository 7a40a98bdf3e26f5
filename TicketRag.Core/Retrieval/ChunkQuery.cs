using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Retrieval;

/// <summary>A search within one organization. Empty lists filter nothing.</summary>
public sealed record ChunkQuery
{
    internal static IReadOnlyDictionary<string, string> NoCorrections { get; } = new Dictionary<string, string>();

    /// <summary>For the lexical channel; null or without a term: dense only.</summary>
    public string? Text { get; init; }

    /// <summary>By a term of the question: the term that it is looked for as, too. See <see cref="IVectorStore.CorrectionsAsync"/>.</summary>
    public IReadOnlyDictionary<string, string> Corrections { get; init; } = NoCorrections;

    /// <summary>For the dense channel, L2-normalised; null: lexical only.</summary>
    public ReadOnlyMemory<float>? Vector { get; init; }

    /// <summary>As whom the caller reads.</summary>
    public required Audience Reader { get; init; }

    public IReadOnlyList<SourceKind> SourceKinds { get; init; } = [];

    /// <summary>Keep only chunks in one of these states. Chunks without a state (articles, texts…) always pass.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    /// <summary>Keep only chunks that carry one of these tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Keep only chunks of documents of one of these products, normalised: see <see cref="DocumentFacets"/>.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>Keep only chunks of documents in one of these languages, normalised.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Keep only chunks of documents that were changed at or after this instant.</summary>
    public DateTimeOffset? UpdatedFrom { get; init; }

    /// <summary>Keep only chunks of documents that were changed before this instant.</summary>
    public DateTimeOffset? UpdatedBefore { get; init; }

    public Guid? ExcludeDocument { get; init; }

    /// <summary>Most hits returned.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>Most candidates that each channel contributes to the fusion.</summary>
    public int ChannelLimit { get; init; } = 50;

    public FusionWeights Weights { get; init; } = FusionWeights.Equal;
}

/// <summary>
/// How much each channel counts in the fusion; 1 and 1 is plain reciprocal rank fusion. A weight scales k too (w / (rank + w · (k - 1))):
/// a large one says "be among the channel's best", a small one "be its first", and 0 switches the channel off.
/// </summary>
public sealed record FusionWeights(float Dense, float Lexical)
{
    public static FusionWeights Equal { get; } = new(1, 1);
}
