namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>What is left of a passage's weight with its age: half of it decays exponentially, the other half stays, so that what is right comes before what is new.</summary>
internal static class Recency
{
    private const double Lasting = 0.5;

    /// <param name="halfLife">Of the half that decays; zero: age does not count.</param>
    /// <returns>1 down to a half; null where age does not count.</returns>
    public static float? Of(DateTimeOffset updatedAt, DateTimeOffset now, TimeSpan halfLife) =>
        halfLife <= TimeSpan.Zero ? null : (float)(Lasting + ((1 - Lasting) * Math.Pow(2, -Math.Max(0, (now - updatedAt) / halfLife))));
}
