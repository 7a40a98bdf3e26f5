namespace TicketRag.Core.Answers;

/// <summary>From how much on a passage counts as being about a question: see <see cref="Evidence"/>.</summary>
/// <param name="ShareOffset">Added to the share of the question's words that is wanted.</param>
/// <param name="Similarity">
/// The cosine from which a passage counts whatever words it has; null: it never does. Similarities of two models have nothing in common, so only who has measured one knows.
/// </param>
public sealed record EvidenceLimits(double ShareOffset, double? Similarity)
{
    /// <summary>By words alone, which hold for every store and model.</summary>
    public static EvidenceLimits OfWords { get; } = new(0, null);
}
