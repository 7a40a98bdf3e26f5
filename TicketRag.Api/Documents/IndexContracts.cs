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

/// <summary>An organization's index.</summary>
/// <param name="Points">In the vector store; as many as chunks when nothing is under way. Null where the store does not answer.</param>
public sealed record IndexResponse(int Documents, int Chunks, long? Points, string Store, string EmbeddingModel, int MaxTokens, int OverlapTokens);
