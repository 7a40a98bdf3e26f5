using System.Text.Json;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval.Qdrant.Wire;

namespace TicketRag.Core.Retrieval.Qdrant;

/// <summary>Chunks to points, in batches that Qdrant accepts (32 MB a request).</summary>
public sealed class PointEncoder(SparseEncoder sparse, int batchPoints)
{
    private const int BatchBytes = 8 * 1024 * 1024;

    /// <param name="withDense">False for a collection of another space than the chunks' vectors.</param>
    public IEnumerable<IReadOnlyList<Point>> Batches(OrganizationId organization, IReadOnlyList<ChunkPoint> chunks, bool withDense)
    {
        var batch = new List<Point>(Math.Min(batchPoints, chunks.Count));
        var bytes = 0;
        foreach (var chunk in chunks)
        {
            var point = Encode(organization, chunk, withDense);
            var size = LargestSize(point);
            if (batch.Count == batchPoints || (batch.Count > 0 && bytes + size > BatchBytes))
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }

            batch.Add(point);
            bytes += size;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private Point Encode(OrganizationId organization, ChunkPoint chunk, bool withDense) => new(
        chunk.ChunkId,
        new(withDense ? chunk.Vector : null, sparse.Document(chunk.SearchText)),
        new(
            organization.Value.ToString(),
            chunk.DocumentId.ToString(),
            chunk.Version,
            Name(chunk.SourceKind),
            chunk.State,
            chunk.Audience.Value,
            chunk.Tags,
            chunk.UpdatedAt,
            chunk.Facets.Product,
            chunk.Facets.Language));

    public static string Name(Documents.SourceKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    // 16 characters hold any float of ours, 10 an index; the rest is names, ids and tags.
    private static int LargestSize(Point point) =>
        1024 + (point.Vector.Dense?.Length ?? 0) * 16 + (point.Vector.Bm25?.Indices.Count ?? 0) * 28 + point.Payload.Tags.Sum(tag => 6 * tag.Length + 4);
}
