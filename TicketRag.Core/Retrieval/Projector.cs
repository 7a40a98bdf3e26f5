using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Reindexing;
using TicketRag.Core.Models;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Retrieval;

/// <summary>Writes the database's chunks, with those embeddings that it has of their organizations' model, into the vector store. Embeds nothing.</summary>
public sealed class Projector(AppDb db, IVectorStores stores, Embedders embedders, OrganizationModel own)
{
    private const int ChunksPerPage = 500;

    /// <summary>The chunks of all organizations that have this model. Safe to run while documents are added and removed, and again from the start.</summary>
    /// <param name="model">Null: the installation's.</param>
    /// <param name="since">Only of documents that were changed since.</param>
    /// <returns>How many chunks were written.</returns>
    public async Task<int> ProjectAsync(string? model, DateTimeOffset? since, Func<int, CancellationToken, Task>? progress, CancellationToken cancellationToken)
    {
        var from = since ?? DateTimeOffset.UnixEpoch;
        var written = 0;
        var page = await PageAsync(model, Guid.Empty, from, cancellationToken);
        while (page.Count > 0)
        {
            // Analysing is work for a processor as reading is: the next page is read meanwhile.
            var current = page;
            var writing = Task.Run(() => WriteAsync(model, current, cancellationToken), cancellationToken);
            var reading = PageAsync(model, current[^1].Point.ChunkId, from, cancellationToken);
            await Task.WhenAll(writing, reading);
            await WriteEmbeddedMeanwhileAsync(model, current, cancellationToken);
            written += current.Count;
            if (progress is not null)
            {
                await progress(written, cancellationToken);
            }

            page = await reading;
        }

        return written;
    }

    /// <summary>These chunks of the scope's organization alone.</summary>
    public async Task ProjectAsync(IReadOnlyCollection<Guid> chunks, CancellationToken cancellationToken)
    {
        var model = await own.NameAsync(cancellationToken);
        foreach (var some in chunks.Chunk(ChunksPerPage))
        {
            await WriteAsync(model, await ReadAsync(model, db.Chunks.AsNoTracking().Where(chunk => some.Contains(chunk.Id)), cancellationToken), cancellationToken);
        }
    }

    private async Task WriteAsync(string? model, IEnumerable<(OrganizationId Organization, ChunkPoint Point)> rows, CancellationToken cancellationToken)
    {
        foreach (var organization in rows.GroupBy(row => row.Organization))
        {
            await stores.Of(model).UpsertAsync(organization.Key, [.. organization.Select(row => row.Point)], cancellationToken);
        }
    }

    // Who embeds stores the embedding first and writes the point then. A point that was just overwritten without its vector is seen here;
    // an embedding that is stored after this look is written after it, too.
    private async Task WriteEmbeddedMeanwhileAsync(string? model, List<(OrganizationId Organization, ChunkPoint Point)> page, CancellationToken cancellationToken)
    {
        var bare = page.Where(row => row.Point.Vector is null).Select(row => row.Point.ChunkId).ToArray();
        if (bare.Length > 0)
        {
            var again = await ReadAsync(model, AllChunks.Where(chunk => bare.Contains(chunk.Id)), cancellationToken);
            await WriteAsync(model, again.Where(row => row.Point.Vector is not null), cancellationToken);
        }
    }

    private Task<List<(OrganizationId Organization, ChunkPoint Point)>> PageAsync(string? model, Guid after, DateTimeOffset since, CancellationToken cancellationToken) =>
        ReadAsync(
            model,
            AllChunks.EmbeddedBy(model, db)
                .Where(chunk => chunk.Id > after && db.Documents.IgnoreQueryFilters().Any(document => document.Id == chunk.DocumentId && document.UpdatedAt >= since))
                .OrderBy(chunk => chunk.Id)
                .Take(ChunksPerPage),
            cancellationToken);

    // The one read across organizations, besides the operator's: each row goes back to its own.
    private IQueryable<Chunk> AllChunks => db.Chunks.IgnoreQueryFilters().AsNoTracking();

    private async Task<List<(OrganizationId Organization, ChunkPoint Point)>> ReadAsync(string? model, IQueryable<Chunk> chunks, CancellationToken cancellationToken)
    {
        var name = embedders.Of(model).Model;
        var rows = await chunks
            .Join(db.Documents.IgnoreQueryFilters(), chunk => chunk.DocumentId, document => document.Id, (Chunk, Document) => new { Chunk, Document })
            .GroupJoin(
                db.Embeddings.IgnoreQueryFilters().Where(embedding => embedding.Model == name),
                row => new { row.Chunk.OrganizationId, Sha = row.Chunk.SearchTextSha256 },
                embedding => new { embedding.OrganizationId, Sha = embedding.TextSha256 },
                (row, embeddings) => new { row.Chunk, row.Document, embeddings })
            .SelectMany(row => row.embeddings.DefaultIfEmpty(), (row, embedding) => new
            {
                row.Chunk,
                row.Document.Title,
                row.Document.SourceKind,
                row.Document.State,
                row.Document.Tags,
                row.Document.Metadata,
                row.Document.UpdatedAt,
                Bytes = embedding == null ? null : embedding.Bytes,
            })
            .OrderBy(row => row.Chunk.Id)
            .ToListAsync(cancellationToken);

        return
        [
            .. rows.Select(row => (row.Chunk.OrganizationId, ChunkPoint.From(
                row.Chunk, row.Title, row.SourceKind, row.State, row.Tags, row.Metadata, row.UpdatedAt,
                Vector(row.Bytes)))),
        ];
    }

    private static ReadOnlyMemory<float>? Vector(byte[]? bytes) =>
        bytes is null ? (ReadOnlyMemory<float>?)null : MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}
