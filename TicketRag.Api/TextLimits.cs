using System.ComponentModel.DataAnnotations;

namespace TicketRag.Api;

/// <summary>How long texts may be (section <c>Limits</c>); longer ones are refused with 413.</summary>
public sealed class TextLimits
{
    public const string Section = "Limits";

    /// <summary>Characters of a text, a batch's message, a description, a comment, a resolution or an article.</summary>
    [Range(1, 50_000_000)]
    public int MaxTextLength { get; init; } = 1_000_000;

    /// <summary>Messages of one batch.</summary>
    [Range(1, 100_000)]
    public int MaxBatchMessages { get; init; } = 1_000;

    /// <summary>Characters of a question.</summary>
    [Range(1, 1_000_000)]
    public int MaxQueryLength { get; init; } = 20_000;

    /// <summary>How long a route that waits for its job does so before it answers 504.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan WaitLimit { get; init; } = TimeSpan.FromSeconds(30);
}
