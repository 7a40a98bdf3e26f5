using System.Diagnostics.Metrics;

namespace TicketRag.Core.Jobs.Redis;

/// <summary>Counts nudges by what became of them.</summary>
internal static class RedisTelemetry
{
    public const string Name = "TicketRag.Redis";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Nudges = Meter.CreateCounter<long>("ticketrag.redis.nudges", "{nudge}", "Nudges by what became of them");

    public static void Sent() => Count(1, "sent");

    public static void Lost() => Count(1, "lost");

    public static void Received(int nudges) => Count(nudges, "received");

    private static void Count(int nudges, string outcome) => Nudges.Add(nudges, new KeyValuePair<string, object?>("outcome", outcome));
}
