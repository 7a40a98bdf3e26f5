using System.ComponentModel.DataAnnotations;

namespace TicketRag.Core.Answers;

/// <summary>Limits that an operator has measured (<c>TicketRag.Benchmarks calibrate</c>): section <c>Rag:Evidence:0</c> and so on.</summary>
public sealed class EvidenceOptions
{
    /// <summary><c>embedded</c> or <c>qdrant</c>.</summary>
    [Required, AllowedValues("embedded", "qdrant")]
    public string Store { get; init; } = "";

    /// <summary>The embedding model's full name.</summary>
    [Required]
    public string Model { get; init; } = "";

    [Range(-0.5, 0.5)]
    public double ShareOffset { get; init; }

    [Range(-1.0, 1.0)]
    public double? Similarity { get; init; }
}
