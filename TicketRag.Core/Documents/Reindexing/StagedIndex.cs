using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Documents.Reindexing;

/// <summary>The index that is being built beside the live one, in tables that no search reads, until it takes the live one's place in one transaction.</summary>
public sealed class StagedIndex(AppDb db)
{
    private const string Columns =
        """id, organization_id, document_id, version, ordinal, start, "end", text, heading_path, context, page, sheet, line, audience, search_text_sha256""";

    public static async Task ClearAsync(AppDb db, CancellationToken cancellationToken)
    {
        await db.StagedChunks.ExecuteDeleteAsync(cancellationToken);
        await db.StagedDocuments.ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Within the caller's transaction; what was staged of the document before gives way.</summary>
    public static async Task AddAsync(WriteScope write, Document document, int baseVersion, IReadOnlyList<Chunk> chunks, CancellationToken cancellationToken)
    {
        var db = write.Db;
        await db.StagedChunks.Where(chunk => chunk.DocumentId == document.Id).ExecuteDeleteAsync(cancellationToken);
        await db.StagedDocuments.Where(row => row.DocumentId == document.Id).ExecuteDeleteAsync(cancellationToken);
        db.StagedDocuments.Add(new()
        {
            DocumentId = document.Id,
            OrganizationId = document.OrganizationId,
            BaseVersion = baseVersion,
            Text = document.Text,
            ContentSha256 = document.ContentSha256,
            ChunkCount = chunks.Count,
        });
        db.StagedChunks.AddRange(chunks.Select(StagedChunk.Of));
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
    }

    /// <summary>Documents that are not staged yet, or were changed since they were.</summary>
    public Task<List<Guid>> OutstandingAsync(CancellationToken cancellationToken) => db.Documents
        .Where(row => row.Version > 0 && !db.StagedDocuments.Any(staged => staged.DocumentId == row.Id && staged.BaseVersion == row.Version))
        .OrderBy(row => row.Id).Select(row => row.Id).ToListAsync(cancellationToken);

    /// <summary>Within one transaction: every document that is as it was when it was staged gets its new text and chunks, and what is staged goes.</summary>
    /// <returns>How many documents and chunks took their place.</returns>
    public static async Task<(int Documents, int Chunks)> SwitchAsync(WriteScope write, CancellationToken cancellationToken)
    {
        var db = write.Db;
        var organization = db.RequiredOrganization.Value;

        // The rows are locked by this: an ingestion that would change one of them waits, and then starts from the new version.
        await db.Database.ExecuteSqlRawAsync("UPDATE documents SET version = version WHERE organization_id = {0}", [organization], cancellationToken);
        await db.StagedDocuments.Where(staged => !db.Documents.Any(row => row.Id == staged.DocumentId && row.Version == staged.BaseVersion))
            .ExecuteDeleteAsync(cancellationToken);
        var documents = await db.Database.ExecuteSqlRawAsync(
            """
            UPDATE documents SET version = version + 1,
                text = (SELECT staged.text FROM staged_documents staged WHERE staged.document_id = documents.id),
                content_sha256 = (SELECT staged.content_sha256 FROM staged_documents staged WHERE staged.document_id = documents.id),
                chunk_count = (SELECT staged.chunk_count FROM staged_documents staged WHERE staged.document_id = documents.id)
            WHERE organization_id = {0} AND id IN (SELECT document_id FROM staged_documents WHERE organization_id = {0})
            """, [organization], cancellationToken);
        await db.Database.ExecuteSqlRawAsync(
            """
            DELETE FROM chunks WHERE organization_id = {0} AND document_id IN (SELECT document_id FROM staged_documents WHERE organization_id = {0})
            """, [organization], cancellationToken);
        var sql =
            $$"""
            INSERT INTO chunks ({{Columns}}) SELECT {{Columns}} FROM staged_chunks
            WHERE organization_id = {0} AND document_id IN (SELECT document_id FROM staged_documents WHERE organization_id = {0})
            """;
        var chunks = await db.Database.ExecuteSqlRawAsync(sql, [organization], cancellationToken);
        await ClearAsync(db, cancellationToken);
        return (documents, chunks);
    }
}
