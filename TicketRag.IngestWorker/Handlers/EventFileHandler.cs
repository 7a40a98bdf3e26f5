using Microsoft.Extensions.Options;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Inbound;
using TicketRag.Core.Jobs;
using TicketRag.IngestWorker.Inbound;
using TicketRag.IngestWorker.Ingestion;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Handlers;

/// <summary>Indexes a file that an event named: copies it into the blob store, and goes on as with any other file.</summary>
internal sealed class EventFileHandler(EventFiles files, IBlobStore blobs, FileIngestionHandler ingestion, IOptions<FileLimits> limits) : IJobHandler
{
    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        var args = run.Args<FileEventArgs>();
        await new StageReport(run).AtAsync(DocumentStages.Fetching, cancellationToken);
        var (path, fault) = files.Find(args);
        if (path is null)
        {
            return new JobOutcome.Failed(fault!);
        }

        try
        {
            await using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 81_920, FileOptions.Asynchronous);
            var blob = await blobs.PutAsync(run.Job.OrganizationId, content, limits.Value.MaxFileBytes, cancellationToken);
            return await ingestion.IngestAsync(run, ArgsOf(args, blob), cancellationToken);
        }
        catch (BlobTooLargeException tooLarge)
        {
            return new JobOutcome.Failed(tooLarge.Message);
        }
        catch (UnauthorizedAccessException)
        {
            return new JobOutcome.Failed("The worker may not read the file");
        }
    }

    private static FileIngestionArgs ArgsOf(FileEventArgs args, StoredBlob blob) =>
        new(new(blob.Sha256, args.Name, args.ContentType, blob.Length), EventNames.Source, Title: null, args.Audience, args.Tenant, Metadata: null)
        {
            FileId = args.FileId,
        };
}
