using TicketRag.Core.Documents;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Ingestion;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Handlers;

/// <summary>Indexes a text that a client put in. Its log lines are those that operators of the older system look for.</summary>
internal sealed partial class TextIngestionHandler(IngestionPipeline pipeline, TimeProvider time, ILogger<TextIngestionHandler> logger) : IJobHandler
{
    // Shorter ones are done before anybody could look.
    private const int LongText = 50_000;

    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        var args = run.Args<TextIngestionArgs>();
        var started = time.GetTimestamp();
        LogStarting(logger, args.Tenant);
        try
        {
            var source = TextSource.Of(run.Job.OrganizationId, args.Text, args.Title, args.Source, Audience.Parse(args.Audience), args.Tags, args.Metadata) with { Again = args.Again };
            var stages = args.Text.Length > LongText ? new StageReport(run) : StageReport.None;
            var prepared = await pipeline.PrepareAsync(source, run.Job.Fence == 1, stages, cancellationToken);
            var latency = time.GetElapsedTime(started).TotalMilliseconds;
            LogDone(logger, prepared.Document.ChunkCount, latency);
            var result = new IngestionResult(
                Ok: true, prepared.Document.ChunkCount, args.Tenant, args.Source, Math.Round(latency, 1), [prepared.Document.Id],
                Duplicates: prepared.IsUnchanged ? 1 : 0, prepared.HasVectors);
            return new JobOutcome.Completed(JobArgs.Write(result))
            {
                Message = prepared.IsUnchanged ? "This text was there already" : "Text ingested successfully",
                ChunksCreated = prepared.Document.ChunkCount,
                Store = prepared.StoreAsync,
                Afterwards = prepared.DropReplacedAsync,
            };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(logger, exception.Message);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting ingest_text_job: tenant={Tenant}")]
    private static partial void LogStarting(ILogger logger, string tenant);

    [LoggerMessage(Level = LogLevel.Information, Message = "ingest_text_job done: chunks={Chunks} latency_ms={LatencyMs:0.#}")]
    private static partial void LogDone(ILogger logger, int chunks, double latencyMs);

    [LoggerMessage(Level = LogLevel.Error, Message = "ingest_text_job failed: error={Error}")]
    private static partial void LogFailed(ILogger logger, string error);
}
