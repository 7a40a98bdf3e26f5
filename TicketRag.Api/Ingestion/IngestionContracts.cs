using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using TicketRag.Api.Validation;

namespace TicketRag.Api.Ingestion;

/// <summary>Body of <c>/knowledge/ingest-text-async</c>.</summary>
public sealed record IngestKnowledgeTextRequest
{
    [Required]
    public required string Text { get; init; }

    /// <summary>Your label for where it is from; comes back with the job.</summary>
    [StringLength(200)]
    public string? Source { get; init; }
}

/// <summary>Answer of <c>/knowledge/ingest-text-async</c>.</summary>
public sealed record KnowledgeJobResponse(bool Ok, Guid JobId, bool Queued, string Type, string Tenant, string? Source);

/// <summary>Body of <c>/knowledge/ingest-url-async</c>.</summary>
public sealed record IngestKnowledgeUrlRequest
{
    /// <summary>A page or file at http or https.</summary>
    [Required, StringLength(2_000)]
    public required string Url { get; init; }

    /// <summary>Your label for where it is from; comes back with the job.</summary>
    [StringLength(200)]
    public string? Source { get; init; }
}

/// <summary>Answer of <c>/knowledge/ingest-url-async</c>.</summary>
public sealed record KnowledgeUrlJobResponse(bool Ok, Guid JobId, bool Queued, string Type, string Tenant, string? Source, string Url);

/// <summary>Answer of <c>/knowledge/ingest-file-async</c>.</summary>
public sealed record KnowledgeFileJobResponse(bool Ok, Guid JobId, bool Queued, string Type, string Filename, string Tenant, string? Source);

/// <summary>Body of <c>/ingest/text</c> and <c>/ingest/text/async</c>.</summary>
public sealed record IngestTextRequest
{
    [Required]
    public required string TextContent { get; init; }

    /// <summary>A JSON object of your own; its <c>source</c> and <c>title</c> name the document.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>Body of <c>/ingest/batch</c> and <c>/ingest/batch/async</c>.</summary>
public sealed record IngestBatchRequest
{
    [Required, MinLength(1), NoNulls]
    public required IReadOnlyList<IngestMessage> Messages { get; init; }

    /// <summary>For every message; a message's own members win.</summary>
    public JsonElement? Metadata { get; init; }
}

public sealed record IngestMessage
{
    [Required]
    public required string Text { get; init; }

    public JsonElement? Metadata { get; init; }
}

/// <summary>What a route that waited for its job answers.</summary>
public sealed record IngestedResponse(bool Success, Guid JobId, string JobType, string Status, string Message, int ChunksCreated, IReadOnlyList<Guid> Documents);
