namespace TicketRag.StandIns.Otlp;

/// <summary>An instrument that was exported; its points are not read.</summary>
public sealed record OtlpMetric(string Name, string Unit, OtlpScope Scope);
