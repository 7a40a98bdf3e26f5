using System.ComponentModel.DataAnnotations;

namespace TicketRag.Core.Documents;

/// <summary>How texts are cut (section <c>Ingestion:Chunking</c>).</summary>
public sealed class ChunkingOptions
{
    public const string Section = "Ingestion:Chunking";

    /// <summary>A chunk ends at the last paragraph, sentence or word before this many characters.</summary>
    [Range(100, 20_000)]
    public int MaxCharacters { get; init; } = 1_200;

    /// <summary>How much of its end a chunk cut inside a paragraph repeats at the start of the next.</summary>
    [Range(0, 2_000)]
    public int OverlapCharacters { get; init; } = 120;
}
