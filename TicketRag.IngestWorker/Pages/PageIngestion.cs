using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Extraction;
using TicketRag.IngestWorker.Ingestion;

namespace TicketRag.IngestWorker.Pages;

/// <summary>Takes an address to a prepared document, unless the page is as it was.</summary>
internal sealed class PageIngestion(AppDb db, PageFetcher pages, IBlobStore blobs, FileExtraction extraction, IngestionPipeline pipeline)
{
    /// <exception cref="ExtractionException">There is no text to be had of it, and why.</exception>
    public async Task<PreparedFile> PrepareAsync(UrlIngestionArgs args, bool isFirstTry, CancellationToken cancellationToken)
    {
        var audience = Audience.Parse(args.Audience);
        var address = new UriBuilder(args.Url) { Fragment = "" }.Uri;
        var id = ChunkIds.NamedDocument(db.RequiredOrganization.Value, SourceKind.Page, audience.Value, args.Source, address.AbsoluteUri);
        var known = await db.Documents.AsNoTracking().SingleOrDefaultAsync(row => row.SourceKind == SourceKind.Page && row.SourceId == id, cancellationToken);
        return await pages.FetchAsync(db.RequiredOrganization, address, known, cancellationToken) switch
        {
            PageFetch.NotModified => new(PreparedDocument.Unchanged(known!), []),
            PageFetch.Fetched fetched => await ReadAsync(args, id, audience, address, fetched, isFirstTry, cancellationToken),
            PageFetch.Refused refused => throw new ExtractionException(ExtractionFault.Unsupported, refused.Reason),
            _ => throw new InvalidOperationException("No such outcome."),
        };
    }

    private async Task<PreparedFile> ReadAsync(
        UrlIngestionArgs args, Guid id, Audience audience, Uri address, PageFetch.Fetched fetched, bool isFirstTry, CancellationToken cancellationToken)
    {
        await using var content = await blobs.OpenAsync(db.RequiredOrganization, fetched.BlobSha256, cancellationToken)
            ?? throw new InvalidOperationException("The page is gone from the store.");
        var name = TextCut.AtMost(Uri.UnescapeDataString(fetched.Address.Segments[^1].Trim('/')), OriginalFile.MaxNameLength);
        var read = await extraction.ExtractAsync(content, name, fetched.ContentType, cancellationToken);
        var original = new OriginalFile(fetched.BlobSha256, name, read.Format) { ETag = fetched.ETag, LastModified = fetched.LastModified };
        var source = FileSource.Of(SourceKind.Page, id, read, original, address.AbsoluteUri, args.Title, args.Source, audience, args.Metadata);
        return new(await pipeline.PrepareAsync(source, isFirstTry, cancellationToken), read.Notes);
    }
}
