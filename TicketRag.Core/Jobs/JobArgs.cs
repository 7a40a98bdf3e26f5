using System.Text.Json;
using System.Text.Json.Serialization;
using TicketRag.Core.Answers;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Reindexing;
using TicketRag.Core.Inbound;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Webhooks;

namespace TicketRag.Core.Jobs;

/// <summary>Arguments and results of jobs as they lie in the database: snake_case JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(SourceKindJsonConverter), typeof(IndexActionJsonConverter)])]
[JsonSerializable(typeof(SourceIndexingArgs))]
[JsonSerializable(typeof(TextIngestionArgs))]
[JsonSerializable(typeof(FileIngestionArgs))]
[JsonSerializable(typeof(UrlIngestionArgs))]
[JsonSerializable(typeof(FileEventArgs))]
[JsonSerializable(typeof(FileDeletionArgs))]
[JsonSerializable(typeof(FileDeletionResult))]
[JsonSerializable(typeof(PublicationArgs))]
[JsonSerializable(typeof(Reconciliation))]
[JsonSerializable(typeof(ReindexingArgs))]
[JsonSerializable(typeof(ReindexingResult))]
[JsonSerializable(typeof(TicketSolutionArgs))]
[JsonSerializable(typeof(QueryArgs))]
[JsonSerializable(typeof(QueryResult))]
[JsonSerializable(typeof(NoArgs))]
[JsonSerializable(typeof(ModelPullArgs))]
[JsonSerializable(typeof(ProjectionArgs))]
[JsonSerializable(typeof(WebhookDeliveryArgs))]
[JsonSerializable(typeof(WebhookDeliveryResult))]
[JsonSerializable(typeof(IngestionResult))]
[JsonSerializable(typeof(IndexingResult))]
[JsonSerializable(typeof(SolutionResult))]
[JsonSerializable(typeof(BatchResult))]
public sealed partial class JobArgs : JsonSerializerContext
{
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, typeof(T), Default);

    /// <exception cref="JsonException">The row was not written by this product's code.</exception>
    public static T Read<T>(string json) =>
        (T?)JsonSerializer.Deserialize(json, typeof(T), Default) ?? throw new JsonException($"No {typeof(T).Name} in the job's arguments.");
}

/// <summary>For kinds that take none.</summary>
public sealed record NoArgs;

/// <param name="Connection">Which model: <c>embed</c> or <c>chat</c>.</param>
public sealed record ModelPullArgs(string Connection);

/// <summary>What the older routes show of an ended ingestion.</summary>
/// <param name="IngestedChunks">Chunks that hold the text, also where an earlier job had made them.</param>
/// <param name="Documents">One per message.</param>
public sealed record IngestionResult(
    bool Ok, int IngestedChunks, string Tenant, string? Source, double LatencyMs, IReadOnlyList<Guid> Documents, int Duplicates, bool Vectors)
{
    /// <summary>Of a file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Filename { get; init; }

    /// <summary>Of a page.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }

    /// <summary>What was left out, and why.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>The first hundred of a batch's messages or files that could not be taken in, each with its reason.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<IngestionFailure>? Failures { get; init; }
}

/// <param name="Filename">The file's name, or <c>messages[3]</c>.</param>
/// <param name="JobId">Which can be redriven.</param>
public sealed record IngestionFailure(string Filename, string Reason, Guid JobId);

/// <param name="Action">What was done in the end: <c>upsert</c>, <c>delete</c> or <c>unchanged</c>.</param>
public sealed record IndexingResult(string Action, Guid DocumentId, int Version, int Chunks);

public sealed record SolutionResult(string Status, int Steps, int Citations);

public sealed class IndexActionJsonConverter() : JsonStringEnumConverter<IndexAction>(JsonNamingPolicy.SnakeCaseLower);
