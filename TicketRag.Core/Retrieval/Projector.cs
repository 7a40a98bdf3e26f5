using System.Runtime.CompilerServices;
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
    private const int ChunksPerPage = 2_000;
    private const int DocumentsPerPage = 2_000;
    private const int ChunksPerStatement = 500;
    private const int DocumentsPerStatement = 400;

    /// <summary>The chunks of all organizations that have this model. Safe to run while documents are added and removed, and again from the start.</summary>
    /// <param name="model">Null: the installation's.</param>
    /// <returns>How many chunks were written.</returns>
    public async Task<int> ProjectAsync(string? model, Func<int, CancellationToken, Task>? progress, CancellationToken cancellationToken)
    {
        var written = 0;
        var writing = Task.CompletedTask;
        await foreach (var missing in MissingAsync(model, cancellationToken))
        {
            // Analysing is work for a processor as reading is: the next page is read meanwhile.
            var page = await ReadAsync(model, AllChunks.Where(chunk => missing.Contains(chunk.Id)), missing.Length, cancellationToken);
            await writing;
            writing = Task.Run(() => WriteAsync(model, page, cancellationToken), cancellationToken);
            await WriteEmbeddedMeanwhileAsync(model, page, writing, cancellationToken);
            written += page.Count;
            await (progress?.Invoke(written, cancellationToken) ?? Task.CompletedTask);
        }

        await writing;
        return written;
    }

    // The chunks of the documents that the store has not kept from before.
    private async IAsyncEnumerable<Guid[]> MissingAsync(string? model, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = Guid.Empty;
        while (await DocumentsAsync(last, cancellationToken) is { Count: > 0 } documents)
        {
            last = documents[^1].Stamp.DocumentId;
            var missing = documents.Select(document => document.Stamp.DocumentId).ToHashSet();
            foreach (var organization in documents.GroupBy(document => document.Organization, document => document.Stamp))
            {
                missing.ExceptWith(await stores.Of(model).ConfirmAsync(organization.Key, [.. organization], cancellationToken));
            }

            foreach (var some in missing.Chunk(DocumentsPerStatement))
            {
                var chunks = await AllChunks.EmbeddedBy(model, db).Where(chunk => some.Contains(chunk.DocumentId)).Select(chunk => chunk.Id).ToListAsync(cancellationToken);
                foreach (var page in chunks.Chunk(ChunksPerPage))
                {
                    yield return page;
                }
            }
        }
    }

    private async Task<List<(OrganizationId Organization, DocumentStamp Stamp)>> DocumentsAsync(Guid after, CancellationToken cancellationToken)
    {
        var documents = await db.Documents.IgnoreQueryFilters().Where(document => document.Id > after).OrderBy(document => document.Id).Take(DocumentsPerPage)
            .Select(document => new { document.OrganizationId, document.Id, document.Version, document.ChunkCount, document.UpdatedAt }).ToListAsync(cancellationToken);
        return [.. documents.Select(row => (row.OrganizationId, new DocumentStamp(row.Id, row.Version, row.ChunkCount, row.UpdatedAt)))];
    }

    /// <summary>Of them, those of documents that were changed since.</summary>
    public async Task ProjectChangedAsync(string? model, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var documents = await db.Documents.IgnoreQueryFilters().Where(document => document.UpdatedAt >= since).Select(document => document.Id).ToListAsync(cancellationToken);
        foreach (var some in documents.Chunk(DocumentsPerStatement))
        {
            var rows = await ReadAsync(model, AllChunks.EmbeddedBy(model, db).Where(chunk => some.Contains(chunk.DocumentId)), int.MaxValue, cancellationToken);
            await WriteAsync(model, rows, cancellationToken);
            await WriteEmbeddedMeanwhileAsync(model, rows, Task.CompletedTask, cancellationToken);
        }
    }

    /// <summary>These chunks of the scope's organization alone.</summary>
    public async Task ProjectAsync(IReadOnlyCollection<Guid> chunks, CancellationToken cancellationToken)
    {
        var model = await own.NameAsync(cancellationToken);
        foreach (var some in chunks.Chunk(ChunksPerStatement))
        {
            var rows = await ReadAsync(model, db.Chunks.AsNoTracking().Where(chunk => some.Contains(chunk.Id)), some.Length, cancellationToken);
            await WriteAsync(model, rows, cancellationToken);
        }
    }

    private async Task WriteAsync(string? model, IEnumerable<ProjectedRow> rows, CancellationToken cancellationToken)
    {
        foreach (var organization in rows.GroupBy(row => row.Organization))
        {
            await stores.Of(model).UpsertAsync(organization.Key, [.. organization.Select(row => row.ToPoint())], cancellationToken);
        }
    }

    // Who embeds stores the embedding first and writes the point then. A point that was just overwritten without its vector is seen here;
    // an embedding that is stored after this look is written after it, too.
    private async Task WriteEmbeddedMeanwhileAsync(string? model, List<ProjectedRow> page, Task written, CancellationToken cancellationToken)
    {
        if (page.All(row => row.Vector is not null))
        {
            return;
        }

        await written;
        foreach (var bare in page.Where(row => row.Vector is null).Select(row => row.Chunk).Chunk(ChunksPerStatement))
        {
            var again = await ReadAsync(model, AllChunks.Where(chunk => bare.Contains(chunk.Id)), bare.Length, cancellationToken);
            await WriteAsync(model, again.Where(row => row.Vector is not null), cancellationToken);
        }
    }

    // The one read across organizations, besides the operator's: each row goes back to its own.
    private IQueryable<Chunk> AllChunks => db.Chunks.IgnoreQueryFilters().AsNoTracking();

    // Columns and not entities, whose making took longer than the reading.
    private Task<List<ProjectedRow>> ReadAsync(string? model, IQueryable<Chunk> chunks, int limit, CancellationToken cancellationToken)
    {
        var name = embedders.Of(model).Model;
        return chunks
            .Join(
                db.Documents.IgnoreQueryFilters(),
                chunk => chunk.DocumentId, document => document.Id, (Chunk, Document) => new { Chunk, Document })
            .OrderBy(row => row.Chunk.Id)
            .Take(limit)
            .GroupJoin(
                db.Embeddings.IgnoreQueryFilters().Where(embedding => embedding.Model == name),
                row => new { row.Chunk.OrganizationId, Sha = row.Chunk.SearchTextSha256 },
                embedding => new { embedding.OrganizationId, Sha = embedding.TextSha256 },
                (row, embeddings) => new { row.Chunk, row.Document, embeddings })
            .SelectMany(row => row.embeddings.DefaultIfEmpty(), (row, embedding) => new ProjectedRow
            {
                Organization = row.Chunk.OrganizationId,
                Chunk = row.Chunk.Id,
                Document = row.Chunk.DocumentId,
                Version = row.Chunk.Version,
                Audience = row.Chunk.Audience,
                HeadingPath = row.Chunk.HeadingPath,
                Context = row.Chunk.Context,
                Text = row.Chunk.Text,
                Sha256 = row.Chunk.SearchTextSha256,
                Title = row.Document.Title,
                SourceKind = row.Document.SourceKind,
                State = row.Document.State,
                Tags = row.Document.Tags,
                Metadata = row.Document.Metadata,
                UpdatedAt = row.Document.UpdatedAt,
                Vector = embedding == null ? null : embedding.Bytes,
            })
            .OrderBy(row => row.Chunk)
            .ToListAsync(cancellationToken);
    }
}
