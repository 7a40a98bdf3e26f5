namespace TicketRag.StandIns.Otlp;

/// <summary>A log record as it came over the wire.</summary>
public sealed record OtlpLog
{
    /// <summary>The formatted message.</summary>
    public required string? Body { get; init; }

    /// <summary>1-24: trace, debug, info (9), warn (13), error (17), fatal, in steps of four.</summary>
    public required int Severity { get; init; }

    /// <summary>Lower-case hex; empty outside of a span.</summary>
    public required string TraceId { get; init; }

    public required string SpanId { get; init; }

    public required IReadOnlyDictionary<string, object?> Attributes { get; init; }

    public required OtlpScope Scope { get; init; }
}
