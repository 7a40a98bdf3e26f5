using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// Nearest neighbours in three passes, each over what the one before let through: the signs of all vectors, 4-bit codes, floats. Few vectors need fewer passes. The
/// benchmark <c>search</c> measures what this finds of the exact answer.
/// </summary>
internal static class DenseSearch
{
    /// <summary>How many pass the signs; of them, how many are scored by their floats.</summary>
    internal const int SignCandidates = 6_144;

    internal const int CodeCandidates = 256;

    private const int SignCandidatesPerHit = 16;
    private const int CodeCandidatesPerHit = 4;

    // Of so many groups one is looked at before, for the bar above which somewhat more than are wanted will be.
    private const int SampledGroups = 32;
    private const double SampleMargin = 1.5;

    private const int PrefetchedVectors = 4;
    private const int PrefetchedCodes = 16;

    /// <param name="query">L2-normalised. Of another length than the vectors: nothing is near.</param>
    public static FoundPoint[] Search(IndexSnapshot snapshot, in RowFilter filter, ReadOnlySpan<float> query, int limit)
    {
        var vectors = snapshot.Vectors;
        limit = Math.Min(limit, vectors.Count);
        if (query.Length != vectors.Dimensions || limit <= 0)
        {
            return [];
        }

        var bySigns = Math.Max(ShareOf(SignCandidates, filter.Allowed, snapshot.RowCount), limit * SignCandidatesPerHit);
        var byCodes = Math.Max(CodeCandidates, limit * CodeCandidatesPerHit);
        var keys = ArrayPool<ulong>.Shared.Rent(2 * (bySigns + byCodes));
        var room = ArrayPool<(float, int)>.Shared.Rent(limit);
        try
        {
            Span<float> rotated = stackalloc float[query.Length];
            vectors.Rotation!.Apply(query, rotated);
            var near = new NearestCandidates(keys.AsSpan(0, 2 * bySigns));
            var nearer = new NearestCandidates(keys.AsSpan(2 * bySigns, 2 * byCodes));
            var nearest = new TopRows(room.AsSpan(0, limit), snapshot.Rows);
            CompareSigns(vectors, filter, rotated, bySigns, ref near);
            var candidates = near.Best();
            if (candidates.Length > 2 * byCodes)
            {
                CompareCodes(vectors, rotated, candidates, ref nearer);
                candidates = nearer.Best();
            }

            CompareVectors(vectors, query, candidates, ref nearest);
            return nearest.ToPoints(snapshot);
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(keys);
            ArrayPool<(float, int)>.Shared.Return(room);
        }
    }

    // Among fewer, as many are as near.
    private static int ShareOf(int candidates, int allowed, int rows) => Math.Max((int)((long)candidates * allowed / rows), 2 * CodeCandidates);

    private static void CompareSigns(VectorSet vectors, in RowFilter filter, scoped ReadOnlySpan<float> rotated, int wanted, ref NearestCandidates near)
    {
        if (Math.Min(vectors.Count, filter.Allowed) <= wanted)
        {
            TakeAll(vectors, filter, ref near);
            return;
        }

        Span<byte> tables = stackalloc byte[SignKernel.TableLength(rotated.Length)];
        var scale = SignKernel.EncodeQuery(rotated, tables);
        near.Restart(SampledBar(vectors, filter, tables, scale, wanted));
        ScanSigns(vectors, filter, tables, scale, oneOf: 1, ref near);
        if (near.Count < wanted)
        {
            // Those that were sampled are nearer than the others.
            near.Restart(float.NegativeInfinity);
            ScanSigns(vectors, filter, tables, scale, oneOf: 1, ref near);
        }
    }

    private static float SampledBar(VectorSet vectors, in RowFilter filter, scoped ReadOnlySpan<byte> tables, (float Step, float Zero) scale, int wanted)
    {
        var best = (int)(wanted * SampleMargin / SampledGroups);
        if (filter.Allowed < 4 * wanted || best == 0)
        {
            return float.NegativeInfinity;
        }

        Span<ulong> room = best <= 512 ? stackalloc ulong[2 * best] : new ulong[2 * best];
        var sample = new NearestCandidates(room);
        ScanSigns(vectors, filter, tables, scale, SampledGroups, ref sample);
        sample.Best();
        return sample.Bar;
    }

    private static void ScanSigns(
        VectorSet vectors, in RowFilter filter, scoped ReadOnlySpan<byte> tables, (float Step, float Zero) scale, int oneOf, scoped ref NearestCandidates near)
    {
        Span<ushort> sums = stackalloc ushort[SignKernel.GroupRows];
        Span<float> estimates = stackalloc float[SignKernel.GroupRows];
        for (var first = 0; first < vectors.Count; first += oneOf * SignKernel.GroupRows)
        {
            var candidates = Existing(vectors.Count - first) & (vectors.HasAllRows ? filter.Rows32(first) : uint.MaxValue);
            if (candidates == 0)
            {
                continue;
            }

            var (block, at) = (vectors.BlockOf(first), first % VectorSet.BlockRows);
            SignKernel.Sum(block.Signs(at), tables, sums);
            candidates &= SignKernel.Estimate(sums, block.Factors(at), scale.Step, scale.Zero, near.Bar, estimates);
            for (; candidates != 0; candidates &= candidates - 1)
            {
                var i = BitOperations.TrailingZeroCount(candidates);
                if (filter.Allows(vectors.RowOf[first + i]))
                {
                    near.Add(estimates[i], first + i);
                }
            }
        }
    }

    private static uint Existing(int count) => count >= SignKernel.GroupRows ? uint.MaxValue : (1u << count) - 1;

    private static void TakeAll(VectorSet vectors, in RowFilter filter, ref NearestCandidates near)
    {
        for (var slot = 0; slot < vectors.Count; slot++)
        {
            if (filter.Allows(vectors.RowOf[slot]))
            {
                near.Add(0, slot);
            }
        }
    }

    // They lie all over the memory: the next ones are asked for while one is looked at.
    private static void CompareCodes(VectorSet vectors, scoped ReadOnlySpan<float> rotated, ReadOnlySpan<ulong> candidates, ref NearestCandidates nearer)
    {
        Span<sbyte> codes = stackalloc sbyte[CodeKernel.QueryLength(rotated.Length)];
        var zero = CodeKernel.EncodeQuery(rotated, codes);
        for (var i = 0; i < candidates.Length; i++)
        {
            if (i + PrefetchedCodes < candidates.Length)
            {
                CodeKernel.Prefetch(vectors.Codes(NearestCandidates.NumberOf(candidates[i + PrefetchedCodes])));
            }

            var slot = NearestCandidates.NumberOf(candidates[i]);
            var score = (CodeKernel.Dot(vectors.Codes(slot), codes) - zero) * vectors.BlockOf(slot).Scale(slot % VectorSet.BlockRows);
            if (score > nearer.Bar)
            {
                nearer.Add(score, slot);
            }
        }
    }

    private static void CompareVectors(VectorSet vectors, ReadOnlySpan<float> query, ReadOnlySpan<ulong> candidates, ref TopRows nearest)
    {
        for (var i = 0; i < candidates.Length; i++)
        {
            if (i + PrefetchedVectors < candidates.Length)
            {
                CodeKernel.Prefetch(MemoryMarshal.AsBytes(vectors.Vector(NearestCandidates.NumberOf(candidates[i + PrefetchedVectors]))));
            }

            var slot = NearestCandidates.NumberOf(candidates[i]);
            nearest.Offer(TensorPrimitives.Dot(query, vectors.Vector(slot)), vectors.RowOf[slot]);
        }
    }
}
