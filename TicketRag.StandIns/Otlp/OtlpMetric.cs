namespace TicketRag.StandIns.Otlp;

/// <summary>An instrument that was exported. Of its points only those of histograms are read.</summary>
public sealed record OtlpMetric(string Name, string Unit, OtlpScope Scope)
{
    public IReadOnlyList<OtlpHistogramPoint> Histogram { get; init; } = [];
}

/// <param name="Sum">In the instrument's unit, since the start of the process where its exporter is left at its default.</param>
public sealed record OtlpHistogramPoint(long Count, double Sum, IReadOnlyDictionary<string, object?> Attributes);
