namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>How much text an element holds, and of what sort.</summary>
/// <param name="Characters">Without white space at its ends.</param>
/// <param name="Linked">Those of them that are in links.</param>
/// <param name="Value">What its text blocks are worth together: see <see cref="ContentValue"/>.</param>
internal readonly record struct TextWeight(int Characters, int Linked, double Value)
{
    public int Unlinked => Characters - Linked;

    public double LinkDensity => Characters == 0 ? 0 : (double)Linked / Characters;

    public static TextWeight operator +(TextWeight one, TextWeight other) =>
        new(one.Characters + other.Characters, one.Linked + other.Linked, one.Value + other.Value);
}
