namespace TicketRag.Core.Persistence;

public static class Instants
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;

    /// <summary>UTC without what is finer than a microsecond: what both databases can keep.</summary>
    public static DateTimeOffset ToMicroseconds(this DateTimeOffset instant) => FromUnixMicroseconds(instant.ToUnixMicroseconds());

    public static long ToUnixMicroseconds(this DateTimeOffset instant) => (instant - Epoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromUnixMicroseconds(long microseconds) => Epoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static long ToMicroseconds(this TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
