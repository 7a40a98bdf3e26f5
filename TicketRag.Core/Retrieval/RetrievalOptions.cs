using System.ComponentModel.DataAnnotations;
using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Core.Retrieval;

/// <summary>Section <c>Retrieval</c>.</summary>
public sealed class RetrievalOptions
{
    public const string Section = "Retrieval";

    /// <summary>
    /// Weight of the dense channel when candidates are chosen with the built-in embedder, measured (docs/evaluation.md). In this fusion a greater weight flattens a channel: its
    /// first ranks decide less, and its agreement with the other counts more.
    /// </summary>
    [Range(0, 10)]
    public float BuiltInDenseWeight { get; init; } = 3;

    /// <summary>The same when the candidates are ordered.</summary>
    [Range(0, 10)]
    public float BuiltInOrderWeight { get; init; }

    /// <summary>Weight of the dense channel with any other model, for both.</summary>
    [Range(0, 10)]
    public float DenseWeight { get; init; } = 1;

    [Range(0, 10)]
    public float LexicalWeight { get; init; } = 1;

    /// <summary>Candidates that each channel contributes to the fusion.</summary>
    [Range(1, 1_000)]
    public int ChannelLimit { get; init; } = 50;

    /// <summary>BM25's k1: see <see cref="Retrieval.Bm25"/>.</summary>
    [Range(0, 10)]
    public float K1 { get; init; } = new Bm25().K1;

    /// <summary>BM25's b.</summary>
    [Range(0, 1)]
    public float B { get; init; } = new Bm25().B;

    /// <summary>Whether a question's words that no chunk has are looked for as the most similar ones that chunks have, measured (docs/evaluation.md). The embedded index only.</summary>
    public bool CorrectSpelling { get; init; } = true;

    /// <summary>
    /// After how long what was not changed counts three quarters; after twice that long 5/8, and never less than a half, so that what is right comes before what is new. Zero:
    /// age does not count.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "36500.00:00:00")]
    public TimeSpan RecencyHalfLife { get; init; }

    /// <summary>How many candidates are read and ordered anew by what they say.</summary>
    [Range(1, 1_000)]
    public int RerankCandidates { get; init; } = 60;

    /// <summary>See <see cref="RerankWeights.Proximity"/>.</summary>
    [Range(0, 10)]
    public float ProximityWeight { get; init; } = new RerankWeights().Proximity;

    /// <summary>See <see cref="RerankWeights.Subword"/>.</summary>
    [Range(0, 10)]
    public float SubwordWeight { get; init; } = new RerankWeights().Subword;

    /// <summary>Memory in which each process keeps analysed passages, so that they are analysed once and not for each question that finds them; 0: none.</summary>
    [Range(0, 4_096)]
    public int PassageCacheMegabytes { get; init; } = 32;

    public Bm25 Bm25 => new(K1, B);

    public RerankWeights Rerank => new(ProximityWeight, SubwordWeight);

    /// <summary>How long a query waits for its embedding before it goes on without.</summary>
    public TimeSpan EmbedTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often each process looks whether store, embeddings and models are as they should be.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a query waits for the vector store before it takes the next rung down.</summary>
    public TimeSpan StoreTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the vector store is left alone after it failed repeatedly.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(5);
}
