using System.Buffers;
using System.Numerics.Tensors;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// Nearest neighbours in two passes: the 8-bit codes of all vectors are scanned for candidates, and those are ranked by their floats.
/// </summary>
internal static class DenseSearch
{
    private const int MinCandidates = 100;

    // How far the order by codes may be off; the benchmark `search` measures what this finds of the exact answer.
    private const int CandidatesPerHit = 2;

    /// <param name="query">L2-normalised. Of another length than the vectors: nothing is near.</param>
    public static IReadOnlyList<(Guid ChunkId, Guid DocumentId, double Score)> Search(IndexSnapshot snapshot, in RowFilter filter, ReadOnlySpan<float> query, int limit)
    {
        var vectors = snapshot.Vectors;
        limit = Math.Min(limit, vectors.Count);
        if (query.Length != vectors.Dimensions || limit <= 0)
        {
            return [];
        }

        var candidates = Math.Min(vectors.Count, Math.Max(MinCandidates, limit * CandidatesPerHit));
        var room = ArrayPool<(float, int)>.Shared.Rent(candidates + limit);
        var codes = ArrayPool<short>.Shared.Rent(CodeKernel.Stride(query.Length));
        try
        {
            var near = new TopRows(room.AsSpan(0, candidates), snapshot.Rows, vectors.RowOf);
            Scan(vectors, filter, Encode(query, codes), ref near);

            var nearest = new TopRows(room.AsSpan(candidates, limit), snapshot.Rows);
            foreach (var (_, slot) in near.Sorted())
            {
                nearest.Offer(TensorPrimitives.Dot(query, vectors.Vector(slot)), vectors.RowOf[slot]);
            }

            return nearest.ToHits();
        }
        finally
        {
            ArrayPool<(float, int)>.Shared.Return(room);
            ArrayPool<short>.Shared.Return(codes);
        }
    }

    private static ReadOnlySpan<short> Encode(ReadOnlySpan<float> query, short[] codes)
    {
        var coded = codes.AsSpan(0, CodeKernel.Stride(query.Length));
        coded.Clear();
        CodeKernel.EncodeQuery(query, coded);
        return coded;
    }

    private static void Scan(VectorSet vectors, in RowFilter filter, ReadOnlySpan<short> query, ref TopRows near)
    {
        for (var block = 0; block * VectorSet.BlockRows < vectors.Count; block++)
        {
            var first = block * VectorSet.BlockRows;
            var codes = vectors.Blocks[block].Codes;
            var scales = vectors.Blocks[block].Scales;
            var rowOf = vectors.RowOf.AsSpan(first, Math.Min(VectorSet.BlockRows, vectors.Count - first));
            for (var i = 0; i < rowOf.Length; i++)
            {
                if (filter.IsSelective && !filter.Allows(rowOf[i]))
                {
                    continue;
                }

                var score = CodeKernel.Dot(codes.Slice(i * query.Length, query.Length), query) * scales[i];
                if (near.MayHold(score) && (filter.IsSelective || filter.Allows(rowOf[i])))
                {
                    near.Offer(score, first + i);
                }
            }
        }
    }
}
