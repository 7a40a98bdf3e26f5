namespace TicketRag.Core.Retrieval;

/// <summary>
/// The parameters of Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009), for whatever computes it.
/// Stored weights hold them in Qdrant: changing them means projecting anew there.
/// </summary>
/// <param name="K1">How long another occurrence of a word still counts; 1.2 to 2 in the literature.</param>
/// <param name="B">How much long passages are held back; 0 not at all, 1 in full.</param>
public sealed record Bm25(float K1 = 1.6f, float B = 0.75f)
{
    /// <summary>
    /// A passage begins with what it is about: its title and headings stand first in what is searched. Its first terms count
    /// <see cref="LeadCount"/> times (a simple form of BM25F, Robertson, Zaragoza and Taylor, CIKM 2004).
    /// </summary>
    public const int LeadTerms = 8;

    public const int LeadCount = 3;

    /// <summary>How often the term at a position counts, from 0.</summary>
    public static int CountAt(int position) => position < LeadTerms ? LeadCount : 1;

    /// <summary>ln(1 + (N - n + 0.5) / (n + 0.5)) for a term that <paramref name="holding"/> of <paramref name="all"/> passages have.</summary>
    public static float Idf(int all, int holding) => MathF.Log(1 + ((all - holding + 0.5f) / (holding + 0.5f)));

    /// <summary>A term's frequency, saturated and held back by the passage's length.</summary>
    /// <param name="relativeLength">The length over the average length.</param>
    public float Saturate(float frequency, float relativeLength) => frequency * (K1 + 1) / (frequency + (K1 * (1 - B + (B * relativeLength))));
}
