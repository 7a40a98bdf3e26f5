using System.Data;
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
    private static readonly SqlRowStatement Link = new(
        "INSERT INTO document_jobs (document_id, job_id, organization_id) VALUES (@document, @job, @organization) ON CONFLICT DO NOTHING",
        new("document", DbType.Guid), new("job", DbType.Guid), new("organization", DbType.Guid));

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
        // By their ids: two batches that have texts in common wait for each other, and not in a circle.
        var rows = texts.Select(text => (Id: ChunkIds.SourceDocument(organization.Value, text.Document.Kind, text.Document.SourceId), text.Document, text.JobId)).OrderBy(row => row.Id).ToList();
        await InsertAsync(write, organization, rows, cancellationToken);
        await Link.ExecuteAsync(write.Db, rows.Select(row => (object?[])[row.Id, row.JobId, organization.Value]), cancellationToken);
    }

    private static Task InsertAsync(
        WriteScope write, OrganizationId organization, IReadOnlyList<(Guid Id, AnnouncedDocument Document, Guid JobId)> rows, CancellationToken cancellationToken) =>
        InsertInto(write.Db.Dialect).ExecuteAsync(
            write.Db,
            rows.Select(row => (object?[])
            [
                row.Id, organization.Value, SnakeCaseName.Of(row.Document.Kind), row.Document.SourceId, row.Document.Source, TextCut.AtMost(row.Document.Title, Document.MaxTitleLength),
                row.Document.Audience.Value, row.Document.File?.BlobSha256, row.Document.File?.FileName, row.Document.Address, row.JobId,
            ]), cancellationToken);

    // Jobs' ids grow with time: of two, the later one says where the document stands.
    private static SqlRowStatement InsertInto(SqlDialect dialect) => new(
        $"""
        INSERT INTO documents (id, organization_id, source_kind, source_id, source, title, audience, text, content_sha256, version, chunk_count,
            blob_sha256, file_name, address, tags, job_id, created_at, updated_at)
        VALUES (@id, @organization, @kind, @sourceId, @source, @title, @audience, '', '', 0, 0, @blob, @file, @address, {dialect.NoTexts}, @job, {dialect.Now}, {dialect.Now})
        ON CONFLICT (id) DO UPDATE SET job_id = excluded.job_id WHERE documents.job_id IS NULL OR documents.job_id < excluded.job_id
        """,
        new("id", DbType.Guid), new("organization", DbType.Guid), new("kind", DbType.String), new("sourceId", DbType.Guid), new("source", DbType.String),
        new("title", DbType.String), new("audience", DbType.String), new("blob", DbType.String), new("file", DbType.String), new("address", DbType.String), new("job", DbType.Guid));

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
        Link.ExecuteAsync(write.Db, [[documentId, jobId, organization.Value]], cancellationToken);

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
