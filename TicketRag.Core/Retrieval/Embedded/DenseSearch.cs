using System.Buffers;
using System.Numerics.Tensors;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// Nearest neighbours in two passes: the 4-bit codes of all vectors are scanned for candidates, and those are ranked by their floats.
/// </summary>
internal static class DenseSearch
{
    private const int MinCandidates = 400;

    // How far the order by codes may be off; the benchmark `search` measures what this finds of the exact answer.
    private const int CandidatesPerHit = 8;

    private const int PrefetchedCandidates = 4;

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
        var codes = ArrayPool<sbyte>.Shared.Rent(CodeKernel.QueryLength(query.Length));
        try
        {
            var near = new TopRows(room.AsSpan(0, candidates), snapshot.Rows, vectors.RowOf);
            var coded = codes.AsSpan(0, CodeKernel.QueryLength(query.Length));
            Scan(vectors, filter, coded, CodeKernel.EncodeQuery(query, coded), ref near);

            var nearest = new TopRows(room.AsSpan(candidates, limit), snapshot.Rows);
            Rescore(vectors, query, near.Sorted(), ref nearest);
            return nearest.ToHits();
        }
        finally
        {
            ArrayPool<(float, int)>.Shared.Return(room);
            ArrayPool<sbyte>.Shared.Return(codes);
        }
    }

    // They lie all over the memory: the next ones are asked for while one is looked at.
    private static void Rescore(VectorSet vectors, ReadOnlySpan<float> query, ReadOnlySpan<(float Score, int Slot)> candidates, ref TopRows nearest)
    {
        for (var i = 0; i < candidates.Length; i++)
        {
            if (i + PrefetchedCandidates < candidates.Length)
            {
                CodeKernel.Prefetch(vectors.Vector(candidates[i + PrefetchedCandidates].Slot));
            }

            var slot = candidates[i].Slot;
            nearest.Offer(TensorPrimitives.Dot(query, vectors.Vector(slot)), vectors.RowOf[slot]);
        }
    }

    private static void Scan(VectorSet vectors, in RowFilter filter, ReadOnlySpan<sbyte> query, int zero, ref TopRows near)
    {
        var stride = query.Length / 2;
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

                var score = (CodeKernel.Dot(codes.Slice(i * stride, stride), query) - zero) * scales[i];
                if (near.MayHold(score) && (filter.IsSelective || filter.Allows(rowOf[i])))
                {
                    near.Offer(score, first + i);
                }
            }
        }
    }
}
