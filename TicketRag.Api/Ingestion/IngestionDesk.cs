using System.Text.Json;
using Microsoft.Extensions.Options;
using TicketRag.Api.Jobs;
using TicketRag.Core.Answers;
using TicketRag.Core.Documents;
using TicketRag.Core.Inbound;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Ingestion;

/// <summary>Takes texts, files, addresses and batches in as jobs, each with the document that it is for.</summary>
internal sealed class IngestionDesk(AppDb db, IdempotentJobs jobs, EventPublisher events, RequestedKey key, IOptions<IngestionOptions> options)
{
    private readonly string _audience = options.Value.Audience;

    /// <param name="waits">Somebody waits for the job, so it may use the slot that is kept for such.</param>
    public Task<Guid> EnqueueTextAsync(Caller caller, string text, string? source, JsonElement? metadata, bool waits, CancellationToken cancellationToken)
    {
        var args = new TextIngestionArgs(
            text, source ?? Member(metadata, "source"), Member(metadata, "title"), _audience, caller.Slug, [], Object(metadata));
        return EnqueueAsync(caller, new(JobKind.TextIngestion, JobArgs.Write(args))
        {
            Priority = waits ? JobPriority.High : JobPriority.Normal,
            Metadata = JsonObjects.TextOf(metadata),
            Source = args.Source,
        }, AnnouncedDocument.Of(caller.Organization, args), cancellationToken);
    }

    public Task<Guid> EnqueueBatchAsync(Caller caller, IngestBatchRequest request, bool waits, CancellationToken cancellationToken)
    {
        var args = new BatchIngestionArgs(
            [.. request.Messages.Select(message => new BatchMessage(message.Text, Object(message.Metadata)))],
            _audience, caller.Slug, Object(request.Metadata));
        return EnqueueAsync(caller, new(JobKind.BatchIngestion, JobArgs.Write(args))
        {
            Priority = waits ? JobPriority.High : JobPriority.Low,
            Metadata = JsonObjects.TextOf(request.Metadata),
            Source = Member(request.Metadata, "source") ?? Member(request.Metadata, "batch_source"),
            TotalItems = request.Messages.Count,
        }, announced: null, cancellationToken);
    }

    /// <summary>One file as a job of its own; several as one batch.</summary>
    public Task<Guid> EnqueueFilesAsync(Caller caller, IReadOnlyList<StoredFile> files, string? source, JsonElement? metadata, bool waits, CancellationToken cancellationToken)
    {
        var label = source ?? Member(metadata, "source");
        if (files is [var file])
        {
            var args = new FileIngestionArgs(file, label, Member(metadata, "title"), _audience, caller.Slug, Object(metadata));
            return EnqueueAsync(caller, new(JobKind.FileIngestion, JobArgs.Write(args))
            {
                Priority = waits ? JobPriority.High : JobPriority.Normal,
                Metadata = JsonObjects.TextOf(metadata),
                Source = label,
                TotalItems = 1,
            }, AnnouncedDocument.Of(caller.Organization, args), cancellationToken);
        }

        var batch = new BatchIngestionArgs([], _audience, caller.Slug, Object(metadata)) { Files = files, Source = label };
        return EnqueueAsync(caller, new(JobKind.BatchIngestion, JobArgs.Write(batch))
        {
            Priority = waits ? JobPriority.High : JobPriority.Low,
            Metadata = JsonObjects.TextOf(metadata),
            Source = label,
            TotalItems = files.Count,
        }, announced: null, cancellationToken);
    }

    public Task<Guid> EnqueueUrlAsync(Caller caller, string url, string? source, CancellationToken cancellationToken)
    {
        var args = new UrlIngestionArgs(url, source, Title: null, _audience, caller.Slug, Metadata: null);
        return EnqueueAsync(
            caller, new(JobKind.UrlIngestion, JobArgs.Write(args)) { Source = source, TotalItems = 1 }, AnnouncedDocument.Of(caller.Organization, args), cancellationToken);
    }

    /// <param name="announced">The document that the job is for; null where it is for several, which it announces itself.</param>
    private async Task<Guid> EnqueueAsync(Caller caller, NewJob job, AnnouncedDocument? announced, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var id = await jobs.EnqueueAsync(write, caller.Organization, job, key.Value, cancellationToken);
        if (announced is not null)
        {
            var document = await DocumentIntake.AnnounceAsync(write, caller.Organization, announced, id, cancellationToken);
            await events.FileUploadedAsync(write, caller.Organization, announced, document, cancellationToken);
        }

        await write.CommitAsync(cancellationToken);
        return id;
    }

    private static JsonElement? Object(JsonElement? element) => element is { ValueKind: JsonValueKind.Object } ? element : null;

    private static string? Member(JsonElement? metadata, string name) =>
        metadata is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 and <= 200 } text
            ? text
            : null;
}
