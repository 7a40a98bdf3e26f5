using System.Text.Json;
using System.Text.Json.Nodes;
using TicketRag.Core.Documents;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.IngestWorker.Ingestion;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Handlers;

/// <summary>Indexes a batch of messages, each a document of its own. After an interruption it goes on with the message that it was at.</summary>
internal sealed partial class BatchIngestionHandler(IngestionPipeline pipeline, FileBatch files, TimeProvider time, ILogger<BatchIngestionHandler> logger) : IJobHandler
{
    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        var args = run.Args<BatchIngestionArgs>();
        var started = time.GetTimestamp();
        if (args.Files is { } batch)
        {
            LogStarting(logger, args.Tenant, batch.Count, run.Job.ProcessedItems);
            return await files.IngestAsync(run, args, SourceLabel(args), cancellationToken);
        }

        LogStarting(logger, args.Tenant, args.Messages.Count, run.Job.ProcessedItems);
        var audience = Audience.Parse(args.Audience);
        var documents = new List<Guid>();
        var (chunks, duplicates, allHaveVectors) = (0, 0, true);
        for (var i = 0; i < args.Messages.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var message = args.Messages[i];
            var source = TextSource.Of(
                run.Job.OrganizationId, message.Text, title: null, SourceLabel(args), audience, [], Merge(args.Metadata, message.Metadata));
            var prepared = await pipeline.PrepareAsync(source, run.Job.Fence == 1, cancellationToken);
            documents.Add(prepared.Document.Id);
            chunks += prepared.Document.ChunkCount;
            duplicates += prepared.IsUnchanged ? 1 : 0;
            allHaveVectors &= prepared.HasVectors;
            await run.CheckpointAsync(new(i + 1, args.Messages.Count, chunks, $"{i + 1} of {args.Messages.Count} messages"), prepared.StoreAsync, cancellationToken);
            await prepared.DropReplacedAsync(cancellationToken);
        }

        var latency = time.GetElapsedTime(started).TotalMilliseconds;
        LogDone(logger, chunks, latency);
        var result = new IngestionResult(
            Ok: true, chunks, args.Tenant, SourceLabel(args), Math.Round(latency, 1), [.. documents.Distinct()], duplicates, allHaveVectors);
        return new JobOutcome.Completed(JobArgs.Write(result))
        {
            Message = $"{args.Messages.Count} messages ingested successfully",
            ChunksCreated = chunks,
        };
    }

    private static string? SourceLabel(BatchIngestionArgs args) =>
        args.Source is { } given ? given : args.Metadata is { ValueKind: JsonValueKind.Object } metadata
        && (metadata.TryGetProperty("batch_source", out var label) || metadata.TryGetProperty("source", out label))
        && label.ValueKind == JsonValueKind.String
            ? label.GetString()
            : null;

    // A message's own members win over the batch's.
    private static JsonElement? Merge(JsonElement? batch, JsonElement? message)
    {
        if (batch is not { ValueKind: JsonValueKind.Object } shared)
        {
            return message;
        }

        var merged = JsonObject.Create(shared)!;
        if (message is { ValueKind: JsonValueKind.Object } own)
        {
            foreach (var member in own.EnumerateObject())
            {
                merged[member.Name] = JsonNode.Parse(member.Value.GetRawText());
            }
        }

        return JsonDocument.Parse(merged.ToJsonString()).RootElement;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting ingest_batch_job: tenant={Tenant} messages={Messages} done_before={Done}")]
    private static partial void LogStarting(ILogger logger, string tenant, int messages, int done);

    [LoggerMessage(Level = LogLevel.Information, Message = "ingest_batch_job done: chunks={Chunks} latency_ms={LatencyMs:0.#}")]
    private static partial void LogDone(ILogger logger, int chunks, double latencyMs);
}
