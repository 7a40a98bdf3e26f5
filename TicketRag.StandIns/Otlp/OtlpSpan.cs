namespace TicketRag.StandIns.Otlp;

/// <summary>A span as it came over the wire. Ids are lower-case hex.</summary>
public sealed record OtlpSpan
{
    public required string TraceId { get; init; }

    public required string SpanId { get; init; }

    /// <summary>Empty for a root.</summary>
    public required string ParentSpanId { get; init; }

    public required string Name { get; init; }

    public required OtlpSpanKind Kind { get; init; }

    public required OtlpStatusCode StatusCode { get; init; }

    public required string StatusMessage { get; init; }

    /// <summary>Values are string, bool, long, double, byte[], array or dictionary.</summary>
    public required IReadOnlyDictionary<string, object?> Attributes { get; init; }

    public required IReadOnlyList<OtlpLink> Links { get; init; }

    public required IReadOnlyList<OtlpEvent> Events { get; init; }

    public required TimeSpan Duration { get; init; }

    public required OtlpScope Scope { get; init; }
}

public sealed record OtlpLink(string TraceId, string SpanId, IReadOnlyDictionary<string, object?> Attributes);

public sealed record OtlpEvent(string Name, IReadOnlyDictionary<string, object?> Attributes);

public enum OtlpSpanKind
{
    Unspecified,
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}

public enum OtlpStatusCode
{
    Unset,
    Ok,
    Error,
}
