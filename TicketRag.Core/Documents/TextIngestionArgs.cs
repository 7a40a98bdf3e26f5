using System.Text.Json;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Documents;

/// <summary>Arguments of <see cref="Jobs.JobKind.TextIngestion"/>.</summary>
/// <param name="Source">The client's label, which its answers carry again.</param>
/// <param name="Tenant">The organization's slug, for the log lines and results of the older routes.</param>
public sealed record TextIngestionArgs(string Text, string? Source, string? Title, string Audience, string Tenant, IReadOnlyList<string> Tags, JsonElement? Metadata)
{
    /// <summary>See <see cref="SourceDocument.Again"/>.</summary>
    public bool Again { get; init; }
}

/// <summary>Arguments of <see cref="Jobs.JobKind.BatchIngestion"/>.</summary>
/// <param name="Metadata">Of the batch; a message's own members win.</param>
public sealed record BatchIngestionArgs(IReadOnlyList<BatchMessage> Messages, string Audience, string Tenant, JsonElement? Metadata)
{
    /// <summary>Files instead of messages; null where there are none.</summary>
    public IReadOnlyList<StoredFile>? Files { get; init; }

    /// <summary>The client's label of the files.</summary>
    public string? Source { get; init; }
}

public sealed record BatchMessage(string Text, JsonElement? Metadata);
