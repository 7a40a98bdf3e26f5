using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Extraction;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Ingestion;

/// <summary>Takes a stored file to a prepared document: reads it, unless the organization has its bytes already.</summary>
internal sealed class FileIngestion(AppDb db, IBlobStore blobs, FileExtraction extraction, IngestionPipeline pipeline, StageClock clock)
{
    /// <exception cref="ExtractionException">There is no text to be had of it, and why.</exception>
    public async Task<PreparedFile> PrepareAsync(JobRun run, FileIngestionArgs args, StageReport stages, CancellationToken cancellationToken)
    {
        var announced = AnnouncedDocument.Of(db.RequiredOrganization, args);
        clock.Enter(DocumentStages.Extracting);
        await stages.AnnounceAsync(announced, DocumentStages.Extracting, cancellationToken);
        if (await KnownAsync(args, announced, cancellationToken) is { } known)
        {
            return new(PreparedDocument.Unchanged(known), [], announced.SourceId, run.Job.Id);
        }

        var sha256 = args.File.BlobSha256;
        await using var content = await blobs.OpenAsync(db.RequiredOrganization, sha256, cancellationToken)
            ?? throw new ExtractionException(ExtractionFault.Damaged, "The uploaded file is gone from the store. Send it again.");
        var read = await extraction.ExtractAsync(content, args.File.FileName, args.File.ContentType, cancellationToken);
        var source = FileSource.Of(
            SourceKind.File, announced.SourceId, read, new(sha256, args.File.FileName, read.Format), args.File.FileName, args.Title, args.Source,
            announced.Audience, args.Metadata) with { Again = args.Again };
        return new(await pipeline.PrepareAsync(source, run.Job.Fence == 1, stages, cancellationToken), read.Notes, announced.SourceId, run.Job.Id);
    }

    // A document of its own follows its file; a file that has none is what the organization has of the same bytes.
    private async Task<Document?> KnownAsync(FileIngestionArgs args, AnnouncedDocument announced, CancellationToken cancellationToken)
    {
        var own = await db.Documents.AsNoTracking().SingleOrDefaultAsync(
            row => row.SourceKind == SourceKind.File && row.SourceId == announced.SourceId && row.Version > 0, cancellationToken);
        return args.Again ? null
            : own is null ? await DocumentIntake.KnownBytes(db, announced.Audience, args.File.BlobSha256).FirstOrDefaultAsync(cancellationToken)
            : own.BlobSha256 == args.File.BlobSha256 ? own
            : null;
    }
}

/// <param name="Notes">What of the file was left out.</param>
/// <param name="Key">See <see cref="DocumentReference.Key"/>; null for a page.</param>
internal sealed record PreparedFile(PreparedDocument Document, IReadOnlyList<string> Notes, Guid? Key, Guid JobId)
{
    /// <summary>Makes it the version that answers, or refers to the one that did already.</summary>
    public async Task StoreAsync(WriteScope write, CancellationToken cancellationToken)
    {
        await Document.StoreAsync(write, cancellationToken);
        if (Key is { } key)
        {
            // The row must be there before it is referred to.
            await write.Db.SaveChangesAsync(cancellationToken);
            var document = Document.Document;
            await DocumentIntake.ReferAsync(write, document.OrganizationId, key, document.Id, cancellationToken);
            if (Document.IsUnchanged)
            {
                await DocumentIntake.SettleDuplicateAsync(write, document, key, JobId, cancellationToken);
            }
        }
    }
}
