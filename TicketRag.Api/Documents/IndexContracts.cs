using System.ComponentModel.DataAnnotations;

namespace TicketRag.Api.Documents;

/// <summary>Settings that the index is to be built with; what is left out stays as it is.</summary>
public sealed record ReindexRequest
{
    /// <summary>The longest chunk, in estimated tokens.</summary>
    [Range(20, 5_000)]
    public int? MaxTokens { get; init; }

    /// <summary>What a chunk that was cut for its length repeats; at most half of <see cref="MaxTokens"/>.</summary>
    [Range(0, 1_000)]
    public int? OverlapTokens { get; init; }

    /// <summary>
    /// An embedding model: one that the Ollama server of <c>embed</c> has, or <c>builtin-ngram-v1</c>. The installation's own means that the organization follows it again.
    /// </summary>
    [StringLength(200, MinimumLength = 1)]
    public string? EmbeddingModel { get; init; }
}

/// <summary>How much age counts in what an organization finds, where a request does not say.</summary>
public sealed record RecencyRequest
{
    /// <summary>
    /// After how many days without a change a source counts three quarters of a new one; it never counts less than a half. 0: age does not count. Null or left out: the organization
    /// follows the installation.
    /// </summary>
    [Range(0, 36_500)]
    public double? HalfLifeDays { get; init; }
}

/// <summary>An organization's index.</summary>
/// <param name="Points">In the vector store; as many as chunks when nothing is under way. Null where the store does not answer.</param>
/// <param name="RecencyHalfLifeDays">0: age does not count.</param>
public sealed record IndexResponse(int Documents, int Chunks, long? Points, string Store, string EmbeddingModel, int MaxTokens, int OverlapTokens, double RecencyHalfLifeDays);
