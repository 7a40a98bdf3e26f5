using System.Numerics.Tensors;
using System.Runtime.Intrinsics.X86;
using TicketRag.Core.Retrieval.Embedded;

namespace TicketRag.Tests.Retrieval.Embedded;

public sealed class DenseCodesTests
{
    public static readonly TheoryData<int> Dimensions = [1, 3, 8, 63, 100, 128, 384, 768, 1000, 1536, 3072];

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Rotation_keeps_lengths_and_products(int dimensions)
    {
        var rotation = new Rotation(dimensions);
        var one = SamplePoints.Random(1, dimensions).Span;
        var other = SamplePoints.Random(2, dimensions).Span;
        var (rotatedOne, rotatedOther) = (Rotated(rotation, one), Rotated(rotation, other));
        Assert.Equal(1, TensorPrimitives.Norm(rotatedOne), 1e-4);
        Assert.Equal(TensorPrimitives.Dot(one, other), TensorPrimitives.Dot(rotatedOne, rotatedOther), 1e-4);
    }

    [Fact]
    public void Rotation_spreads_what_lies_in_one_dimension()
    {
        var rotated = Rotated(new(768), SamplePoints.Direction(5, 768).Span);
        Assert.InRange(TensorPrimitives.MaxMagnitude(rotated), -0.25f, 0.25f);
    }

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Sums_of_signs_are_those_of_their_definition_whatever_the_processor(int dimensions)
    {
        var query = SamplePoints.Random(99, dimensions).Span;
        var group = new byte[SignKernel.Stride(dimensions) * SignKernel.GroupRows];
        var factors = new float[SignKernel.GroupRows];
        for (var row = 0; row < SignKernel.GroupRows; row++)
        {
            factors[row] = SignKernel.Encode(SamplePoints.Random(row, dimensions).Span, group, row);
        }

        var tables = new byte[SignKernel.TableLength(dimensions)];
        var (step, zero) = SignKernel.EncodeQuery(query, tables);
        var sums = new ushort[SignKernel.GroupRows];
        SignKernel.Sum128(group, tables, sums);
        if (Avx2.IsSupported)
        {
            var wider = new ushort[SignKernel.GroupRows];
            SignKernel.Sum256(group, tables, wider);
            Assert.Equal(sums, wider);
        }

        var estimates = new float[SignKernel.GroupRows];
        var above = SignKernel.Estimate(sums, factors, step, zero, bar: 0, estimates);
        for (var row = 0; row < SignKernel.GroupRows; row++)
        {
            var vector = SamplePoints.Random(row, dimensions).Span;
            var product = 0f;
            for (var i = 0; i < dimensions; i++)
            {
                product += float.IsNegative(vector[i]) ? -query[i] : query[i];
            }

            // Each of the tables' entries is rounded.
            Assert.Equal(((step * sums[row]) - zero) * factors[row], estimates[row], 1e-4);
            Assert.InRange((step * sums[row]) - zero - product, -step * (1 + (dimensions / 8f)), step * (1 + (dimensions / 8f)));
            Assert.Equal(estimates[row] > 0, (above & (1u << row)) != 0);
        }
    }

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Products_of_codes_are_the_same_whatever_the_processor(int dimensions)
    {
        var (codes, query) = (new byte[CodeKernel.Stride(dimensions)], new sbyte[CodeKernel.QueryLength(dimensions)]);
        CodeKernel.EncodeQuery(SamplePoints.Random(7, dimensions).Span, query);
        for (var seed = 0; seed < 20; seed++)
        {
            CodeKernel.Encode(SamplePoints.Random(seed, dimensions).Span, codes);
            var expected = Product(codes, query);
            Assert.Equal(expected, CodeKernel.Dot128(ref codes[0], ref query[0], codes.Length));
            if (Avx2.IsSupported)
            {
                Assert.Equal(expected, CodeKernel.Dot256(ref codes[0], ref query[0], codes.Length));
            }

            if (Avx512BW.IsSupported)
            {
                Assert.Equal(expected, CodeKernel.Dot512(ref codes[0], ref query[0], codes.Length));
            }
        }
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(4, 5)]
    [InlineData(10, 5)]
    [InlineData(1000, 1)]
    [InlineData(1000, 50)]
    [InlineData(1001, 500)]
    public void Nearest_candidates_are_the_best_and_of_equal_ones_the_first(int all, int kept)
    {
        var random = new Random(all + kept);
        (float Score, int Number)[] scored = [.. Enumerable.Range(0, all).Select(i => ((random.Next(200) - 100) / 7f, i))];
        var near = new NearestCandidates(new ulong[2 * kept]);
        foreach (var (score, number) in scored)
        {
            if (score > near.Bar)
            {
                near.Add(score, number);
            }
        }

        var best = near.Best().ToArray().Select(NearestCandidates.NumberOf);
        Assert.Equal(scored.OrderByDescending(one => one.Score).ThenBy(one => one.Number).Take(kept).Select(one => one.Number).Order(), best.Order());
    }

    private static float[] Rotated(Rotation rotation, ReadOnlySpan<float> vector)
    {
        var rotated = new float[vector.Length];
        rotation.Apply(vector, rotated);
        return rotated;
    }

    private static int Product(byte[] codes, sbyte[] query)
    {
        var sum = 0;
        for (var i = 0; i < codes.Length; i++)
        {
            var first = (i / 64 * 128) + (i % 64);
            sum += ((codes[i] & 15) * query[first]) + ((codes[i] >> 4) * query[first + 64]);
        }

        return sum;
    }
}
