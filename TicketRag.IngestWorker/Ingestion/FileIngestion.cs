using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Extraction;

namespace TicketRag.IngestWorker.Ingestion;

/// <summary>Takes a stored file to a prepared document: reads it, unless the organization has its bytes already.</summary>
internal sealed class FileIngestion(AppDb db, IBlobStore blobs, FileExtraction extraction, IngestionPipeline pipeline)
{
    /// <exception cref="ExtractionException">There is no text to be had of it, and why.</exception>
    public async Task<PreparedFile> PrepareAsync(FileIngestionArgs args, bool isFirstTry, CancellationToken cancellationToken)
    {
        var audience = Audience.Parse(args.Audience);
        var sha256 = args.File.BlobSha256;
        var known = await db.Documents.AsNoTracking()
            .FirstOrDefaultAsync(row => row.BlobSha256 == sha256 && row.SourceKind == SourceKind.File && row.Audience == audience, cancellationToken);
        if (known is not null)
        {
            return new(PreparedDocument.Unchanged(known), []);
        }

        await using var content = await blobs.OpenAsync(db.RequiredOrganization, sha256, cancellationToken)
            ?? throw new ExtractionException(ExtractionFault.Damaged, "The uploaded file is gone from the store. Send it again.");
        var read = await extraction.ExtractAsync(content, args.File.FileName, args.File.ContentType, cancellationToken);
        var id = ChunkIds.NamedDocument(db.RequiredOrganization.Value, SourceKind.File, audience.Value, args.Source, args.File.FileName);
        var source = FileSource.Of(
            SourceKind.File, id, read, new(sha256, args.File.FileName, read.Format), args.File.FileName, args.Title, args.Source, audience, args.Metadata);
        return new(await pipeline.PrepareAsync(source, isFirstTry, cancellationToken), read.Notes);
    }
}

/// <param name="Notes">What of the file was left out.</param>
internal sealed record PreparedFile(PreparedDocument Document, IReadOnlyList<string> Notes);
