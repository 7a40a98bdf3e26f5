using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Documents;

/// <summary>A document that a job is to make, or to make a new version of.</summary>
public sealed record AnnouncedDocument(SourceKind Kind, Guid SourceId, string Title, Audience Audience)
{
    public string? Source { get; init; }

    public StoredFile? File { get; init; }

    public string? Address { get; init; }

    public static AnnouncedDocument Of(OrganizationId organization, TextIngestionArgs args) =>
        new(SourceKind.Text, ChunkIds.TextDocument(organization.Value, args.Audience, args.Text), args.Title ?? TextTitle.Of(args.Text), Audience.Parse(args.Audience))
        {
            Source = args.Source,
        };

    public static AnnouncedDocument Of(OrganizationId organization, FileIngestionArgs args) =>
        new(
            SourceKind.File, args.FileId ?? ChunkIds.NamedDocument(organization.Value, SourceKind.File, args.Audience, args.Source, args.File.FileName),
            args.Title ?? args.File.FileName, Audience.Parse(args.Audience))
        {
            Source = args.Source,
            File = args.File,
        };

    public static AnnouncedDocument Of(OrganizationId organization, UrlIngestionArgs args)
    {
        // The fragment is the reader's own.
        var address = new UriBuilder(args.Url) { Fragment = "" }.Uri.AbsoluteUri;
        return new(
            SourceKind.Page, ChunkIds.NamedDocument(organization.Value, SourceKind.Page, args.Audience, args.Source, address), args.Title ?? address, Audience.Parse(args.Audience))
        {
            Source = args.Source,
            Address = address,
        };
    }
}

/// <summary>Notes which job works on which document, from the moment that it is put in: a document can be asked after before it has a text.</summary>
public static class DocumentIntake
{
    private const int RowsPerStatement = 100;

    /// <summary>Within the transaction that enqueues the job, or the job's own. A document that is there already stays as it is.</summary>
    /// <returns>The document's id.</returns>
    public static async Task<Guid> AnnounceAsync(WriteScope write, OrganizationId organization, AnnouncedDocument announced, Guid jobId, CancellationToken cancellationToken)
    {
        var id = (await FindAsync(write.Db, announced, cancellationToken)) ?? ChunkIds.SourceDocument(organization.Value, announced.Kind, announced.SourceId);
        await InsertAsync(write, organization, [(id, announced, jobId)], cancellationToken);
        await LinkAsync(write, organization, id, jobId, cancellationToken);
        return id;
    }

    /// <summary>The same for texts, many at once.</summary>
    public static async Task AnnounceTextsAsync(
        WriteScope write, OrganizationId organization, IReadOnlyList<(AnnouncedDocument Document, Guid JobId)> texts, CancellationToken cancellationToken)
    {
        var rows = texts.Select(text => (Id: ChunkIds.SourceDocument(organization.Value, text.Document.Kind, text.Document.SourceId), text.Document, text.JobId)).ToList();

        // The same text twice in a batch is one row, which a statement may write only once.
        foreach (var some in rows.OrderByDescending(row => row.JobId).DistinctBy(row => row.Id).OrderBy(row => row.Id).Chunk(RowsPerStatement))
        {
            await InsertAsync(write, organization, some, cancellationToken);
        }

        foreach (var some in rows.Chunk(RowsPerStatement))
        {
            var values = string.Join(", ", some.Select((_, at) => $"({{{2 * at + 1}}}, {{{2 * at + 2}}}, {{0}})"));
            var sql = $"INSERT INTO document_jobs (document_id, job_id, organization_id) VALUES {values} ON CONFLICT DO NOTHING";
            await write.Db.Database.ExecuteSqlRawAsync(
                sql,
                [organization.Value, .. some.SelectMany(row => (object[])[row.Id, row.JobId])], cancellationToken);
        }
    }

    private static Task InsertAsync(
        WriteScope write, OrganizationId organization, IReadOnlyList<(Guid Id, AnnouncedDocument Document, Guid JobId)> rows, CancellationToken cancellationToken)
    {
        const int columns = 10;
        const int shared = 2;
        var db = write.Db;
        var values = string.Join(", ", rows.Select((_, at) =>
        {
            string Value(int column) => $"{{{shared + columns * at + column}}}";
            return $"({Value(0)}, {{0}}, {Value(1)}, {Value(2)}, {Value(3)}, {Value(4)}, {Value(5)}, '', '', 0, 0, {Value(6)}, {Value(7)}, {Value(8)}, {{1}}, {Value(9)}, {db.Dialect.Now}, {db.Dialect.Now})";
        }));

        // Jobs' ids grow with time: of two, the later one says where the document stands.
        var sql =
            $"""
            INSERT INTO documents (id, organization_id, source_kind, source_id, source, title, audience, text, content_sha256, version, chunk_count,
                blob_sha256, file_name, address, tags, job_id, created_at, updated_at)
            VALUES {values}
            ON CONFLICT (id) DO UPDATE SET job_id = excluded.job_id WHERE documents.job_id IS NULL OR documents.job_id < excluded.job_id
            """;
        return db.Database.ExecuteSqlRawAsync(
            sql,
            [
                organization.Value, db.Dialect.NoTexts, .. rows.SelectMany(row => (object[])
                [
                    row.Id, SnakeCaseName.Of(row.Document.Kind), row.Document.SourceId, row.Document.Source!, TextCut.AtMost(row.Document.Title, Document.MaxTitleLength),
                    row.Document.Audience.Value, row.Document.File?.BlobSha256!, row.Document.File?.FileName!, row.Document.Address!, row.JobId,
                ]),
            ], cancellationToken);
    }

    /// <summary>Where the bytes turned out to be another document's: the announced row has no purpose any more, and the job belongs to the other.</summary>
    public static async Task SettleDuplicateAsync(WriteScope write, Document known, Guid key, Guid jobId, CancellationToken cancellationToken)
    {
        await write.Db.Documents.Where(row => row.SourceKind == SourceKind.File && row.SourceId == key && row.Id != known.Id && row.Version == 0)
            .ExecuteDeleteAsync(cancellationToken);
        await LinkAsync(write, known.OrganizationId, known.Id, jobId, cancellationToken);
    }

    /// <summary>A file's key leads to this document from now on.</summary>
    public static Task ReferAsync(WriteScope write, OrganizationId organization, Guid key, Guid documentId, CancellationToken cancellationToken) =>
        write.Db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO document_references (organization_id, "key", document_id) VALUES ({0}, {1}, {2})
            ON CONFLICT (organization_id, "key") DO UPDATE SET document_id = excluded.document_id
            """,
            [organization.Value, key, documentId], cancellationToken);

    private static Task LinkAsync(WriteScope write, OrganizationId organization, Guid documentId, Guid jobId, CancellationToken cancellationToken) =>
        write.Db.Database.ExecuteSqlRawAsync(
            "INSERT INTO document_jobs (document_id, job_id, organization_id) VALUES ({0}, {1}, {2}) ON CONFLICT DO NOTHING",
            [documentId, jobId, organization.Value], cancellationToken);

    // The same bytes under another name are no new document: then the job only finds that out.
    private static async Task<Guid?> FindAsync(AppDb db, AnnouncedDocument announced, CancellationToken cancellationToken)
    {
        if (announced.File is not { } file || await db.Documents.AnyAsync(row => row.SourceKind == announced.Kind && row.SourceId == announced.SourceId && row.Version > 0, cancellationToken))
        {
            return null;
        }

        return await KnownBytes(db, announced.Audience, file.BlobSha256).Select(row => (Guid?)row.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The documents that were read from these bytes.</summary>
    public static IQueryable<Document> KnownBytes(AppDb db, Audience audience, string sha256) => db.Documents.AsNoTracking()
        .Where(row => row.BlobSha256 == sha256 && row.SourceKind == SourceKind.File && row.Audience == audience && row.Version > 0)
        .OrderBy(row => row.Id);
}
