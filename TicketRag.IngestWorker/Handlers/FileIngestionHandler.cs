using TicketRag.Core.Documents;
using TicketRag.Core.Jobs;
using TicketRag.IngestWorker.Extraction;
using TicketRag.IngestWorker.Ingestion;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Handlers;

/// <summary>Indexes a file that a client put in. A file that can't be read fails at once, with the reason: trying again would not help.</summary>
internal sealed partial class FileIngestionHandler(FileIngestion files, TimeProvider time, ILogger<FileIngestionHandler> logger) : IJobHandler
{
    public Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken) => IngestAsync(run, run.Args<FileIngestionArgs>(), cancellationToken);

    /// <summary>The same for a file that a job of another kind brought.</summary>
    public async Task<JobOutcome> IngestAsync(JobRun run, FileIngestionArgs args, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        LogStarting(logger, args.Tenant, args.File.FileName);
        try
        {
            var file = await files.PrepareAsync(run, args, new(run), cancellationToken);
            var (prepared, notes) = (file.Document, file.Notes);
            var latency = time.GetElapsedTime(started).TotalMilliseconds;
            LogDone(logger, prepared.Document.ChunkCount, latency);
            var result = new IngestionResult(
                Ok: true, prepared.Document.ChunkCount, args.Tenant, args.Source, Math.Round(latency, 1), [prepared.Document.Id],
                Duplicates: prepared.IsUnchanged ? 1 : 0, prepared.HasVectors)
            {
                Filename = args.File.FileName,
                Notes = notes.Count == 0 ? null : notes,
            };
            return new JobOutcome.Completed(JobArgs.Write(result))
            {
                Message = prepared.IsUnchanged ? "This file was there already" : MessageOf(notes),
                ChunksCreated = prepared.Document.ChunkCount,
                Store = file.StoreAsync,
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

    private static string MessageOf(IReadOnlyList<string> notes) => notes switch
    {
        [] => "File ingested successfully",
        [var only] => $"File ingested, except: {only}",
        [var first, ..] => $"File ingested, except: {first} (and {notes.Count - 1} more: see notes)",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting ingest_file_job: tenant={Tenant} filename={FileName}")]
    private static partial void LogStarting(ILogger logger, string tenant, string fileName);

    [LoggerMessage(Level = LogLevel.Information, Message = "ingest_file_job done: chunks={Chunks} latency_ms={LatencyMs:0.#}")]
    private static partial void LogDone(ILogger logger, int chunks, double latencyMs);

    [LoggerMessage(Level = LogLevel.Error, Message = "ingest_file_job failed: error={Error}")]
    private static partial void LogFailed(ILogger logger, string error);
}
