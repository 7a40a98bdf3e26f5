using System.Text.Json;
using System.Text.Json.Serialization;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Webhooks;

/// <summary>What a webhook is sent: docs/api.md has an example.</summary>
/// <param name="Timestamp">When it happened.</param>
public sealed record WebhookPayload(string Type, DateTime Timestamp, WebhookJob? Data)
{
    public const string TestType = "webhook.test";

    // A result is a few hundred bytes; whoever made a large one can fetch it.
    private const int MaxResultLength = 64 * 1024;

    public static WebhookPayload Of(Job job)
    {
        var status = SnakeCaseName.Of(job.State);
        var fits = job.Result is null or { Length: <= MaxResultLength };
        return new($"job.{status}", job.EndedAt!.Value.UtcDateTime, new(
            job.Id, job.Kind, status, job.Source, job.Attempt, job.Message ?? "", job.Error ?? "", job.ChunksCreated, job.ProcessedItems, job.TotalItems,
            Parse(job.Metadata), fits ? Parse(job.Result) : null, ResultOmitted: !fits, job.CreatedAt.UtcDateTime, job.StartedAt?.UtcDateTime,
            job.EndedAt!.Value.UtcDateTime));
    }

    public string ToJson() => JsonSerializer.Serialize(this, WebhookJson.Default.WebhookPayload);

    /// <summary>The same message without what its client or its source said: how a job ended, and nothing of what it worked on.</summary>
    public static string Erase(string payload) =>
        JsonSerializer.Deserialize(payload, WebhookJson.Default.WebhookPayload) is { Data: { } job } message
            ? (message with { Data = job with { Message = "", ErrorMessage = "", Metadata = null, Result = null, ResultOmitted = true } }).ToJson()
            : payload;

    private static JsonElement? Parse(string? json) => json is null ? null : JsonDocument.Parse(json).RootElement;
}

/// <summary>The job that ended, in the words of <c>/jobs</c>.</summary>
/// <param name="ResultOmitted">The result is too large to send: read it at <c>/api/v1/jobs/{id}</c>.</param>
public sealed record WebhookJob(
    Guid JobId, string JobType, string Status, string? Source, int Attempt, string Message, string ErrorMessage, int ChunksCreated, int ProcessedItems,
    int TotalItems, JsonElement? Metadata, JsonElement? Result, bool ResultOmitted, DateTime CreatedAt, DateTime? StartedAt, DateTime CompletedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WebhookPayload))]
internal sealed partial class WebhookJson : JsonSerializerContext;
