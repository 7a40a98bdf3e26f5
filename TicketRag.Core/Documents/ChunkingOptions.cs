using System.ComponentModel.DataAnnotations;

namespace TicketRag.Core.Documents;

/// <summary>How texts are cut (section <c>Ingestion:Chunking</c>). Tokens are those of <see cref="TokenCount"/>.</summary>
public sealed class ChunkingOptions : IValidatableObject
{
    public const string Section = "Ingestion:Chunking";

    /// <summary>The most tokens of a chunk. Keep it, with title and headings, below what the embedding model reads.</summary>
    [Range(20, 5_000)]
    public int MaxTokens { get; init; } = 280;

    /// <summary>How much of its end, in whole sentences or words, a chunk that was cut for its length repeats at the start of the next.</summary>
    [Range(0, 1_000)]
    public int OverlapTokens { get; init; } = 30;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (OverlapTokens > MaxTokens / 2)
        {
            yield return new($"{Section}:{nameof(OverlapTokens)} is {OverlapTokens}: at most half of {nameof(MaxTokens)} ({MaxTokens}).", [nameof(OverlapTokens)]);
        }
    }
}
