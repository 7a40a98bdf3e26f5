using TicketRag.Core.Documents;
using TicketRag.Core.Persistence;

namespace TicketRag.IngestWorker.Ingestion;

/// <summary>A document's next version with its chunks, as its source makes it. Nothing is embedded or written.</summary>
internal static class DocumentDraft
{
    /// <param name="current">The version before, if there is one.</param>
    /// <param name="sha256">Of the source's content.</param>
    public static (Document Document, List<Chunk> Chunks) Of(AppDb db, Document? current, SourceDocument source, string sha256, Chunker chunker)
    {
        var document = Next(db, current, source, sha256);
        var chunks = ChunksOf(document, source, chunker);
        document.ChunkCount = chunks.Count;
        return (document, chunks);
    }

    private static Document Next(AppDb db, Document? current, SourceDocument source, string sha256) => new()
    {
        Id = current?.Id ?? ChunkIds.SourceDocument(db.RequiredOrganization.Value, source.Kind, source.SourceId),
        OrganizationId = db.RequiredOrganization,
        SourceKind = source.Kind,
        SourceId = source.SourceId,
        Source = source.Source,
        Title = TextCut.AtMost(source.Title, Document.MaxTitleLength),
        BlobSha256 = source.Original?.BlobSha256,
        FileName = source.Original?.FileName,
        Address = source.Original?.Address,
        JobId = current?.JobId,
        Format = source.Original?.Format,
        ETag = source.Original?.ETag,
        LastModified = source.Original?.LastModified,
        State = source.State,
        Audience = source.Audience,
        Text = source.Text,
        ContentSha256 = sha256,
        Version = (current?.Version ?? 0) + 1,
        ChunkCount = 0,
        Tags = [.. source.Tags],
        Metadata = source.Metadata,
        CreatedAt = current?.CreatedAt ?? db.Now,
        UpdatedAt = db.Now,
    };

    private static List<Chunk> ChunksOf(Document document, SourceDocument source, Chunker chunker)
    {
        var chunks = new List<Chunk>();
        foreach (var (section, offset) in source.PlacedSections())
        {
            foreach (var span in section.Blocks is { } blocks ? chunker.Split(section.Text, blocks) : chunker.Split(section.Text))
            {
                var text = section.Text[span.Start..span.End];
                var heading = section.Heading ?? span.HeadingPath;
                var sha256 = ChunkIds.Sha256Of(Chunk.SearchText(document.Title, heading, span.Context, text));
                chunks.Add(new()
                {
                    Id = ChunkIds.Chunk(document.Id, document.Version, chunks.Count, sha256),
                    OrganizationId = document.OrganizationId,
                    DocumentId = document.Id,
                    Version = document.Version,
                    Ordinal = chunks.Count,
                    Start = offset + span.Start,
                    End = offset + span.End,
                    Text = text,
                    HeadingPath = heading,
                    Context = span.Context,
                    Page = span.Place.Page,
                    Sheet = span.Place.Sheet is { } sheet ? TextCut.AtMost(sheet, BlockPlace.MaxSheetLength) : null,
                    Line = section.Blocks is null ? null : span.Place.Line,
                    Audience = section.Audience,
                    SearchTextSha256 = sha256,
                });
            }
        }

        return chunks;
    }
}
