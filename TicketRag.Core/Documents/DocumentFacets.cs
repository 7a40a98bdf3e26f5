using System.Text.Json;

namespace TicketRag.Core.Documents;

/// <summary>What a document's metadata says that searches can be narrowed by. Compared without case.</summary>
/// <param name="Product">The metadata's member <c>product</c>.</param>
/// <param name="Language">The metadata's member <c>language</c>, such as <c>en</c> or <c>de-AT</c>.</param>
public sealed record DocumentFacets(string? Product, string? Language)
{
    public const int MaxLength = 100;

    public static DocumentFacets None { get; } = new(null, null);

    /// <param name="metadata">A JSON object, or null.</param>
    public static DocumentFacets Of(string? metadata)
    {
        if (metadata is null)
        {
            return None;
        }

        using var json = JsonDocument.Parse(metadata);
        return new(Value(json.RootElement, "product"), Value(json.RootElement, "language"));
    }

    /// <summary>As both stores compare it; null for what is none.</summary>
    public static string? Normalise(string? value) =>
        string.IsNullOrWhiteSpace(value) || value.Trim().Length > MaxLength ? null : value.Trim().ToLowerInvariant();

    private static string? Value(JsonElement metadata, string name) =>
        metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? Normalise(value.GetString())
            : null;
}
