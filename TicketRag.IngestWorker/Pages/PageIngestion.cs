using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Extraction;
using TicketRag.IngestWorker.Ingestion;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Pages;

/// <summary>Takes an address to a prepared document, unless the page is as it was.</summary>
internal sealed class PageIngestion(AppDb db, PageFetcher pages, IBlobStore blobs, FileExtraction extraction, IngestionPipeline pipeline, StageClock clock)
{
    /// <exception cref="ExtractionException">There is no text to be had of it, and why.</exception>
    public async Task<PreparedFile> PrepareAsync(JobRun run, UrlIngestionArgs args, CancellationToken cancellationToken)
    {
        var stages = new StageReport(run);
        var announced = AnnouncedDocument.Of(db.RequiredOrganization, args);
        clock.Enter(DocumentStages.Fetching);
        await stages.AnnounceAsync(announced, DocumentStages.Fetching, cancellationToken);
        var known = await db.Documents.AsNoTracking().SingleOrDefaultAsync(
            row => row.SourceKind == SourceKind.Page && row.SourceId == announced.SourceId && row.Version > 0, cancellationToken);
        return await pages.FetchAsync(db.RequiredOrganization, new(announced.Address!), args.Again ? null : known, cancellationToken) switch
        {
            PageFetch.NotModified => Prepared(PreparedDocument.Unchanged(known!), []),
            PageFetch.Fetched fetched => await ReadAsync(announced, fetched),
            PageFetch.Refused refused => throw new ExtractionException(ExtractionFault.Unsupported, refused.Reason),
            _ => throw new InvalidOperationException("No such outcome."),
        };

        async Task<PreparedFile> ReadAsync(AnnouncedDocument page, PageFetch.Fetched fetched)
        {
            clock.Enter(DocumentStages.Extracting);
            await stages.AtAsync(DocumentStages.Extracting, cancellationToken);
            var (source, notes) = await SourceAsync(args, page, fetched, cancellationToken);
            return Prepared(await pipeline.PrepareAsync(source, run.Job.Fence == 1, stages, cancellationToken), notes);
        }

        PreparedFile Prepared(PreparedDocument document, IReadOnlyList<string> notes) => new(document, notes, Key: null, run.Job.Id);
    }

    private async Task<(SourceDocument Source, IReadOnlyList<string> Notes)> SourceAsync(
        UrlIngestionArgs args, AnnouncedDocument page, PageFetch.Fetched fetched, CancellationToken cancellationToken)
    {
        await using var content = await blobs.OpenAsync(db.RequiredOrganization, fetched.BlobSha256, cancellationToken)
            ?? throw new InvalidOperationException("The page is gone from the store.");
        var name = TextCut.AtMost(Uri.UnescapeDataString(fetched.Address.Segments[^1].Trim('/')), OriginalFile.MaxNameLength);
        var read = await extraction.ExtractAsync(content, name, fetched.ContentType, cancellationToken);
        var original = new OriginalFile(fetched.BlobSha256, name, read.Format) { Address = page.Address, ETag = fetched.ETag, LastModified = fetched.LastModified };
        var source = FileSource.Of(SourceKind.Page, page.SourceId, read, original, page.Address!, args.Title, args.Source, page.Audience, args.Metadata);
        return (source with { Again = args.Again }, read.Notes);
    }
}
