using TicketRag.Core.Documents;
using TicketRag.Core.Jobs;
using TicketRag.IngestWorker.Extraction;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Ingestion;

/// <summary>The files of one request, one after the other. One that can't be read is named in the result, and the others are taken in.</summary>
internal sealed class FileBatch(FileIngestion files, TimeProvider time)
{
    public async Task<JobOutcome> IngestAsync(JobRun run, BatchIngestionArgs args, string? source, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var batch = args.Files!;
        var (documents, failures, notes) = (new List<Guid>(), new List<FileFailure>(), new List<string>());
        var (chunks, duplicates, allHaveVectors) = (0, 0, true);
        for (var i = 0; i < batch.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var progress = new JobProgress(i + 1, batch.Count, chunks, $"{i + 1} of {batch.Count} files");
            try
            {
                var file = new FileIngestionArgs(batch[i], source, Title: null, args.Audience, args.Tenant, args.Metadata);
                var read = await files.PrepareAsync(run, file, new(run, progress with { ProcessedItems = i }), cancellationToken);
                var (prepared, left) = (read.Document, read.Notes);
                documents.Add(prepared.Document.Id);
                notes.AddRange(left.Select(note => $"{batch[i].FileName}: {note}"));
                chunks += prepared.Document.ChunkCount;
                duplicates += prepared.IsUnchanged ? 1 : 0;
                allHaveVectors &= prepared.HasVectors;
                await run.CheckpointAsync(progress with { ChunksCreated = chunks }, read.StoreAsync, cancellationToken);
                await prepared.DropReplacedAsync(cancellationToken);
            }
            catch (ExtractionException refused)
            {
                failures.Add(new(batch[i].FileName, refused.Message));
                await run.CheckpointAsync(progress, store: null, cancellationToken);
            }
        }

        if (failures.Count == batch.Count)
        {
            return new JobOutcome.Failed($"None of the {batch.Count} files could be read. {failures[0].Filename}: {failures[0].Reason}");
        }

        var latency = Math.Round(time.GetElapsedTime(started).TotalMilliseconds, 1);
        var result = new IngestionResult(Ok: failures.Count == 0, chunks, args.Tenant, source, latency, [.. documents.Distinct()], duplicates, allHaveVectors)
        {
            Notes = notes.Count == 0 ? null : notes,
            Failures = failures.Count == 0 ? null : failures,
        };
        return new JobOutcome.Completed(JobArgs.Write(result))
        {
            Message = failures.Count == 0 ? $"{batch.Count} files ingested successfully" : $"{batch.Count - failures.Count} of {batch.Count} files ingested; {failures[0].Filename}: {failures[0].Reason}",
            ChunksCreated = chunks,
        };
    }
}
