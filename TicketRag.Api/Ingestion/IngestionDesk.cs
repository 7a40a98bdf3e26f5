using System.Text.Json;
using Microsoft.Extensions.Options;
using TicketRag.Api.Idempotency;
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
    /// <summary>A batch that somebody waits for may use the slots that are kept for such, unless it would fill them for long.</summary>
    private const int SmallBatch = 20;

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

    /// <summary>Each message is a job of the batch.</summary>
    public Task<Guid> EnqueueBatchAsync(Caller caller, IngestBatchRequest request, bool waits, CancellationToken cancellationToken)
    {
        var source = Member(request.Metadata, "batch_source") ?? Member(request.Metadata, "source");
        var messages = request.Messages.Select((message, item) =>
        {
            var args = new TextIngestionArgs(message.Text, source, Title: null, _audience, caller.Slug, [], JsonObjects.Merge(request.Metadata, message.Metadata)) { Item = item };
            var job = new NewJob(JobKind.TextIngestion, JobArgs.Write(args)) { Metadata = JsonObjects.TextOf(message.Metadata) };
            return new BatchItem(job, AnnouncedDocument.Of(caller.Organization, args));
        });
        return EnqueueBatchAsync(caller, [.. messages], source, request.Metadata, waits, cancellationToken);
    }

    /// <summary>One file as a job of its own; several as the jobs of one batch.</summary>
    public Task<Guid> EnqueueFilesAsync(Caller caller, IReadOnlyList<StoredFile> files, string? source, JsonElement? metadata, bool waits, CancellationToken cancellationToken)
    {
        var label = source ?? Member(metadata, "source");
        if (files is not [var file])
        {
            var items = files.Select(one =>
            {
                var args = new FileIngestionArgs(one, label, Title: null, _audience, caller.Slug, Object(metadata));
                return new BatchItem(new(JobKind.FileIngestion, JobArgs.Write(args)), AnnouncedDocument.Of(caller.Organization, args));
            });
            return EnqueueBatchAsync(caller, [.. items], label, metadata, waits, cancellationToken);
        }

        var args = new FileIngestionArgs(file, label, Member(metadata, "title"), _audience, caller.Slug, Object(metadata));
        return EnqueueAsync(caller, new(JobKind.FileIngestion, JobArgs.Write(args))
        {
            Priority = waits ? JobPriority.High : JobPriority.Normal,
            Metadata = JsonObjects.TextOf(metadata),
            Source = label,
        }, AnnouncedDocument.Of(caller.Organization, args), cancellationToken);
    }

    public Task<Guid> EnqueueUrlAsync(Caller caller, string url, string? source, CancellationToken cancellationToken)
    {
        var args = new UrlIngestionArgs(url, source, Title: null, _audience, caller.Slug, Metadata: null);
        return EnqueueAsync(
            caller, new(JobKind.UrlIngestion, JobArgs.Write(args)) { Source = source, TotalItems = 1 }, AnnouncedDocument.Of(caller.Organization, args), cancellationToken);
    }

    // What can be made ready is, before the transaction: others wait to write meanwhile.
    private async Task<Guid> EnqueueBatchAsync(
        Caller caller, IReadOnlyList<BatchItem> items, string? source, JsonElement? metadata, bool waits, CancellationToken cancellationToken)
    {
        var priority = !waits ? JobPriority.Low : items.Count <= SmallBatch ? JobPriority.High : JobPriority.Normal;
        var batch = new NewJob(JobKind.BatchIngestion, JobArgs.Write(new NoArgs())) { Priority = priority, Metadata = JsonObjects.TextOf(metadata), Source = source };
        NewJob[] children = [.. items.Select(item => item.Job with { Priority = priority, Source = source })];
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var (id, added) = await jobs.EnqueueBatchAsync(write, caller.Organization, batch, children, key.Value, cancellationToken);
        if (added is not null)
        {
            await AnnounceAsync(write, caller, [.. items.Zip(added, (item, job) => (item.Document, job))], cancellationToken);
        }

        await write.CommitAsync(cancellationToken);
        return id;
    }

    private async Task AnnounceAsync(WriteScope write, Caller caller, IReadOnlyList<(AnnouncedDocument Document, Guid JobId)> announced, CancellationToken cancellationToken)
    {
        await DocumentIntake.AnnounceTextsAsync(write, caller.Organization, [.. announced.Where(one => one.Document.Kind == SourceKind.Text)], cancellationToken);
        foreach (var (document, job) in announced.Where(one => one.Document.Kind == SourceKind.File))
        {
            var id = await DocumentIntake.AnnounceAsync(write, caller.Organization, document, job, cancellationToken);
            await events.FileUploadedAsync(write, caller.Organization, document, id, cancellationToken);
        }
    }

    private async Task<Guid> EnqueueAsync(Caller caller, NewJob job, AnnouncedDocument announced, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var id = await jobs.EnqueueAsync(write, caller.Organization, job, key.Value, cancellationToken);
        var document = await DocumentIntake.AnnounceAsync(write, caller.Organization, announced, id, cancellationToken);
        await events.FileUploadedAsync(write, caller.Organization, announced, document, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return id;
    }

    private static JsonElement? Object(JsonElement? element) => element is { ValueKind: JsonValueKind.Object } ? element : null;

    private static string? Member(JsonElement? metadata, string name) =>
        metadata is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 and <= 200 } text
            ? text
            : null;

    private sealed record BatchItem(NewJob Job, AnnouncedDocument Document);
}
