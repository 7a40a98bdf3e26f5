using System.Text.Json;
using System.Text.Json.Serialization;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Documents;

/// <summary>Arguments of <see cref="Jobs.JobKind.TextIngestion"/>.</summary>
/// <param name="Source">The client's label, which its answers carry again.</param>
/// <param name="Tenant">The organization's slug, for the log lines and results of the older routes.</param>
public sealed record TextIngestionArgs(string Text, string? Source, string? Title, string Audience, string Tenant, IReadOnlyList<string> Tags, JsonElement? Metadata)
{
    /// <summary>See <see cref="SourceDocument.Again"/>.</summary>
    public bool Again { get; init; }

    /// <summary>Which message of a batch it is, from 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Item { get; init; }
}
