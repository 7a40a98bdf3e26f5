using System.ComponentModel.DataAnnotations;

namespace TicketRag.Core.Retrieval;

/// <summary>Section <c>Retrieval</c>.</summary>
public sealed class RetrievalOptions
{
    public const string Section = "Retrieval";

    /// <summary>
    /// Weight of the dense channel with the built-in embedder, measured (docs/evaluation.md). In this fusion a greater weight flattens a channel: its
    /// first ranks decide less, and its agreement with the other counts more.
    /// </summary>
    [Range(0, 10)]
    public float BuiltInDenseWeight { get; init; } = 3;

    /// <summary>Weight of the dense channel with any other model.</summary>
    [Range(0, 10)]
    public float DenseWeight { get; init; } = 1;

    [Range(0, 10)]
    public float LexicalWeight { get; init; } = 1;

    /// <summary>Candidates that each channel contributes to the fusion.</summary>
    [Range(1, 1_000)]
    public int ChannelLimit { get; init; } = 50;

    /// <summary>How long a query waits for its embedding before it goes on without.</summary>
    public TimeSpan EmbedTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a query waits for the vector store before it takes the next rung down.</summary>
    public TimeSpan StoreTimeout { get; init; } = TimeSpan.FromSeconds(3);
}
