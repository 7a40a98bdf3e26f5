using TicketRag.Core.Documents;
using TicketRag.Core.Jobs;
using TicketRag.IngestWorker.Extraction;
using TicketRag.IngestWorker.Jobs;
using TicketRag.IngestWorker.Pages;

namespace TicketRag.IngestWorker.Handlers;

/// <summary>Indexes a page that a client named. What the site refuses fails at once; a site that is down is asked again.</summary>
internal sealed partial class UrlIngestionHandler(PageIngestion pages, TimeProvider time, ILogger<UrlIngestionHandler> logger) : IJobHandler
{
    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        var args = run.Args<UrlIngestionArgs>();
        var started = time.GetTimestamp();
        LogStarting(logger, args.Tenant, args.Url);
        try
        {
            var page = await pages.PrepareAsync(run, args, cancellationToken);
            var (prepared, notes) = (page.Document, page.Notes);
            var latency = time.GetElapsedTime(started).TotalMilliseconds;
            LogDone(logger, prepared.Document.ChunkCount, latency);
            var result = new IngestionResult(
                Ok: true, prepared.Document.ChunkCount, args.Tenant, args.Source, Math.Round(latency, 1), [prepared.Document.Id],
                Duplicates: prepared.IsUnchanged ? 1 : 0, prepared.HasVectors)
            {
                Url = args.Url,
                Notes = notes.Count == 0 ? null : notes,
            };
            return new JobOutcome.Completed(JobArgs.Write(result))
            {
                Message = prepared.IsUnchanged ? "The page is as it was" : "Page ingested successfully",
                ChunksCreated = prepared.Document.ChunkCount,
                Store = page.StoreAsync,
                Afterwards = prepared.DropReplacedAsync,
            };
        }
        catch (ExtractionException refused)
        {
            LogFailed(logger, refused.Message);
            return new JobOutcome.Failed(refused.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(logger, exception.Message);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting ingest_url_job: tenant={Tenant} url={Url}")]
    private static partial void LogStarting(ILogger logger, string tenant, string url);

    [LoggerMessage(Level = LogLevel.Information, Message = "ingest_url_job done: chunks={Chunks} latency_ms={LatencyMs:0.#}")]
    private static partial void LogDone(ILogger logger, int chunks, double latencyMs);

    [LoggerMessage(Level = LogLevel.Error, Message = "ingest_url_job failed: error={Error}")]
    private static partial void LogFailed(ILogger logger, string error);
}
