using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Documents.Blobs;

/// <summary>Blobs as rows, a megabyte each, which every worker on every host can read. They appear whole or not at all.</summary>
public sealed class DatabaseBlobStore(IServiceScopeFactory scopes) : IBlobStore
{
    public async Task<StoredBlob> PutAsync(OrganizationId organization, Stream content, long maxLength, CancellationToken cancellationToken)
    {
        await using var file = TemporaryFile.New();
        var blob = await HashedCopy.CopyAsync(content, file, maxLength, cancellationToken);
        file.Position = 0;
        await using var scope = ScopeFor(organization, out var db);
        await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);

        // Put again, it is as good as new for the sweep that takes away what nothing uses.
        var known = await db.Blobs.Where(row => row.Sha256 == blob.Sha256).ExecuteUpdateAsync(row => row.SetProperty(stored => stored.CreatedAt, db.Now), cancellationToken);
        if (known == 0 && await AddAsync(db, organization, blob, cancellationToken) > 0)
        {
            await AddPiecesAsync(db, organization, blob, file, cancellationToken);
        }

        await write.CommitAsync(cancellationToken);
        return blob;
    }

    public async Task<Stream?> OpenAsync(OrganizationId organization, string sha256, CancellationToken cancellationToken)
    {
        await using var scope = ScopeFor(organization, out var db);
        if (!await db.Blobs.AnyAsync(row => row.Sha256 == sha256, cancellationToken))
        {
            return null;
        }

        var file = TemporaryFile.New();
        await foreach (var bytes in db.BlobPieces.AsNoTracking().Where(piece => piece.Sha256 == sha256).OrderBy(piece => piece.Ordinal)
            .Select(piece => piece.Bytes).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            await file.WriteAsync(bytes, cancellationToken);
        }

        file.Position = 0;
        return file;
    }

    public async Task<bool> DeleteAsync(OrganizationId organization, string sha256, CancellationToken cancellationToken)
    {
        await using var scope = ScopeFor(organization, out var db);
        await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);
        var deleted = await db.Blobs.Where(row => row.Sha256 == sha256).ExecuteDeleteAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
        return deleted > 0;
    }

    public async Task<IReadOnlyList<string>> ListAsync(OrganizationId organization, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var scope = ScopeFor(organization, out var db);
        return await db.Blobs.AsNoTracking().Where(row => row.CreatedAt < before).Select(row => row.Sha256).ToListAsync(cancellationToken);
    }

    /// <summary>There is nothing: a transaction goes with its process, and so do files without a name.</summary>
    public Task DropUnfinishedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Another may be storing the same bytes.
    private static Task<int> AddAsync(AppDb db, OrganizationId organization, StoredBlob blob, CancellationToken cancellationToken)
    {
        var sql = $"INSERT INTO blobs (organization_id, sha256, length, created_at) VALUES ({{0}}, {{1}}, {{2}}, {db.Dialect.Now}) ON CONFLICT DO NOTHING";
        return db.Database.ExecuteSqlRawAsync(sql, [organization.Value, blob.Sha256, blob.Length], cancellationToken);
    }

    private static async Task AddPiecesAsync(AppDb db, OrganizationId organization, StoredBlob blob, Stream file, CancellationToken cancellationToken)
    {
        var buffer = new byte[BlobPiece.MaxLength];
        for (var ordinal = 0; await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) is > 0 and var length; ordinal++)
        {
            await db.Database.ExecuteSqlRawAsync(
                "INSERT INTO blob_pieces (organization_id, sha256, ordinal, bytes) VALUES ({0}, {1}, {2}, {3})",
                [organization.Value, blob.Sha256, ordinal, length == buffer.Length ? buffer : buffer[..length]], cancellationToken);
        }
    }

    private AsyncServiceScope ScopeFor(OrganizationId organization, out AppDb db)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(organization);
        db = scope.ServiceProvider.GetRequiredService<AppDb>();
        return scope;
    }
}
