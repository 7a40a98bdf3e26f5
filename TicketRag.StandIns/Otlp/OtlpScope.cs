namespace TicketRag.StandIns.Otlp;

/// <summary>Who sent it: the service, by its resource's attributes, and the ActivitySource, Meter or log category in it.</summary>
public sealed record OtlpScope(IReadOnlyDictionary<string, object?> Resource, string Name)
{
    public string? ServiceName => Resource.GetValueOrDefault("service.name") as string;
}
