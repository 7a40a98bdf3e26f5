using System.Text.Json.Serialization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TicketRag.ServiceDefaults.Health;

/// <summary>The body of <c>/health</c> and <c>/alive</c>. Statuses are <c>healthy</c>, <c>degraded</c>, <c>unhealthy</c>.</summary>
public sealed record HealthResponse(string Status, IReadOnlyList<HealthComponent> Components)
{
    public static HealthResponse From(HealthReport report) =>
        new(Name(report.Status), [.. report.Entries.Select(entry => Component(entry.Key, entry.Value))]);

    private static HealthComponent Component(string name, HealthReportEntry entry) =>
        new(name, Name(entry.Status), PublicDescription(entry), Math.Round(entry.Duration.TotalMilliseconds, 3));

    /// <summary>A check that threw is described by its exception's message, and that may name hosts, users and files.</summary>
    private static string? PublicDescription(HealthReportEntry entry) =>
        entry.Exception is { } exception && entry.Description?.Contains(exception.Message, StringComparison.Ordinal) == true
            ? null
            : entry.Description;

    private static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}

/// <param name="Description">What the check chose to say.</param>
/// <param name="DurationMs">Milliseconds that the check took.</param>
public sealed record HealthComponent(string Name, string Status, string? Description, double DurationMs);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthResponse))]
internal sealed partial class HealthJson : JsonSerializerContext;
