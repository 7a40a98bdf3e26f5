using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Blobs;
using TicketRag.IngestWorker.Extraction;
using TicketRag.IngestWorker.Ingestion;

namespace TicketRag.IngestWorker.Reindexing;

/// <summary>Reads what a document was made from once more: its row, or its original. What is gone or can't be read any more is taken from the document itself.</summary>
internal sealed class DocumentSource(SourceReader sources, IBlobStore blobs, FileExtraction extraction)
{
    public async Task<SourceDocument> ReadAsync(Document document, CancellationToken cancellationToken) => document.SourceKind switch
    {
        SourceKind.Ticket or SourceKind.Article or SourceKind.Asset => await sources.ReadAsync(document.SourceKind, document.SourceId, cancellationToken) ?? Itself(document),
        SourceKind.File or SourceKind.Page => await FileAsync(document, cancellationToken) ?? Itself(document),
        _ => Itself(document),
    };

    private async Task<SourceDocument?> FileAsync(Document document, CancellationToken cancellationToken)
    {
        if (document.BlobSha256 is not { } sha256)
        {
            return null;
        }

        await using var content = await blobs.OpenAsync(document.OrganizationId, sha256, cancellationToken);
        if (content is null)
        {
            return null;
        }

        try
        {
            var read = await extraction.ExtractAsync(content, document.FileName, contentType: null, cancellationToken);
            return Itself(document) with { Sections = [new(null, read.Text, document.Audience) { Blocks = read.Blocks }] };
        }
        catch (ExtractionException)
        {
            return null;
        }
    }

    private static SourceDocument Itself(Document document) => new()
    {
        Kind = document.SourceKind,
        SourceId = document.SourceId,
        Title = document.Title,
        Source = document.Source,
        State = document.State,
        Audience = document.Audience,
        Tags = document.Tags,
        Metadata = document.Metadata,
        Sections = [new(null, document.Text, document.Audience)],
    };
}
