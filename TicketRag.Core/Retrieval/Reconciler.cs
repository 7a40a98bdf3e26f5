using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Retrieval;

/// <summary>
/// Compares the vector store with the database, which is right, for the scope's organization: chunks that the store lacks are written to it, and points
/// of which the database has no chunk are deleted from it.
/// </summary>
public sealed class Reconciler(AppDb db, IVectorStore store, Projector projector)
{
    private const int PointsPerPage = 1_000;

    /// <exception cref="Connections.DependencyUnavailableException">The vector store is down.</exception>
    public async Task<Reconciliation> RunAsync(Guid? job, CancellationToken cancellationToken)
    {
        var points = await PointsAsync(cancellationToken);
        var chunks = await db.Chunks.AsNoTracking().Select(chunk => chunk.Id).ToListAsync(cancellationToken);
        var missing = chunks.Where(chunk => !points.ContainsKey(chunk)).ToList();
        await projector.ProjectAsync(missing, cancellationToken);

        foreach (var chunk in chunks)
        {
            points.Remove(chunk);
        }

        // Points are written before their rows are committed: what a job has just written is not stray.
        if (points.Count == 0 || await AnyWritingAsync(job, cancellationToken))
        {
            return new(chunks.Count, missing.Count, Removed: 0, Left: points.Count);
        }

        return new(chunks.Count, missing.Count, await RemoveAsync(points.Values, cancellationToken), Left: 0);
    }

    private async Task<Dictionary<Guid, PointKey>> PointsAsync(CancellationToken cancellationToken)
    {
        var points = new Dictionary<Guid, PointKey>();
        var last = Guid.Empty;
        while (await store.ListAsync(db.RequiredOrganization, last, PointsPerPage, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var point in page)
            {
                points[point.ChunkId] = point;
            }

            last = page[^1].ChunkId;
        }

        return points;
    }

    private Task<bool> AnyWritingAsync(Guid? job, CancellationToken cancellationToken) =>
        db.Jobs.AnyAsync(row => row.State == JobState.Running && row.Children == 0 && row.Id != job, cancellationToken);

    // What was on its way when it was looked at may have arrived: it is looked at again.
    private async Task<int> RemoveAsync(IEnumerable<PointKey> strays, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var document in strays.GroupBy(point => point.DocumentId))
        {
            var ids = document.Select(point => point.ChunkId).ToArray();
            var arrived = await db.Chunks.Where(chunk => ids.Contains(chunk.Id)).CountAsync(cancellationToken);
            if (arrived == 0)
            {
                var version = await db.Documents.Where(row => row.Id == document.Key).Select(row => (int?)row.Version).SingleOrDefaultAsync(cancellationToken);
                await store.DeleteDocumentAsync(db.RequiredOrganization, document.Key, version, cancellationToken);
                removed += ids.Length;
            }
        }

        return removed;
    }
}

/// <param name="Chunks">That the database has.</param>
/// <param name="Written">Of them, those that the store lacked.</param>
/// <param name="Removed">Points that the database knew nothing of.</param>
/// <param name="Left">The same, left for the next time since jobs were writing.</param>
public sealed record Reconciliation(int Chunks, int Written, int Removed, int Left);
