using System.Numerics.Tensors;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Embedded;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval.Embedded;

/// <summary>What three passes over codes find of what an exact search finds.</summary>
public sealed class DenseSearchTests
{
    private readonly OrganizationId _tenant = OrganizationId.New();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(32, 0)]
    [InlineData(40_000, 0)]
    [InlineData(40_000, 5)]
    public async Task Nearest_are_found_wherever_among_many_they_lie(int groupsBetween, int firstGroup)
    {
        const int dimensions = 32;
        var centre = Random(7, dimensions).ToArray();
        var points = Enumerable.Range(0, 40_000)
            .Select(i => Point("text", i / SignKernel.GroupRows % groupsBetween == firstGroup ? Near(centre, i) : Random(i, dimensions))).ToArray();
        var store = new EmbeddedVectorStore(new TextAnalyzer());
        await store.PrepareAsync(new("sample", dimensions), Cancelled);
        await store.UpsertAsync(_tenant, points, Cancelled);

        // Those that are near are also near each other: 1,250 of them are told apart by 4 bits a dimension only so far.
        var found = await store.SearchAsync(_tenant, Query(null, centre) with { ChannelLimit = 10 }, Cancelled);
        var nearest = points.OrderByDescending(point => Cosine(point.Vector!.Value, centre)).Take(groupsBetween == 32 ? 100 : 10).Select(point => point.ChunkId);
        Assert.Equal(10, found.Count);
        Assert.Subset(nearest.ToHashSet(), found.Select(hit => hit.ChunkId).ToHashSet());
    }

    /// <summary>The bar is told from one of 32 groups of rows. Here those are the near ones, so that fewer than are wanted are above it.</summary>
    [Theory]
    [InlineData(400, 1)]
    [InlineData(110, 3)]
    public async Task As_many_are_found_as_are_wanted_where_those_that_were_sampled_are_nearer_than_all_others(int wanted, int publicEvery)
    {
        const int dimensions = 32;
        var centre = Random(7, dimensions).ToArray();
        var points = Enumerable.Range(0, 40_000).Select(i => Point("text", i / SignKernel.GroupRows % 32 == 0 ? Near(centre, i) : Random(i, dimensions)) with
        {
            Audience = i % publicEvery == 0 ? Audience.Public : Audience.Agents,
        }).ToArray();
        var store = new EmbeddedVectorStore(new TextAnalyzer());
        await store.PrepareAsync(new("sample", dimensions), Cancelled);
        await store.UpsertAsync(_tenant, points, Cancelled);

        var query = Query(null, centre) with { ChannelLimit = wanted, Limit = wanted, Reader = Audience.Public };
        var found = await store.SearchAsync(_tenant, query, Cancelled);
        var nearest = points.Where(point => point.Audience == Audience.Public).OrderByDescending(point => Cosine(point.Vector!.Value, centre)).Take(wanted);
        Assert.Equal(nearest.Select(point => point.ChunkId).Order(), found.Select(hit => hit.ChunkId).Order());
    }

    [Theory]
    [InlineData(768)]
    [InlineData(100)]
    public async Task Nearest_of_thousands_are_those_of_an_exact_search(int dimensions)
    {
        var points = Enumerable.Range(0, 3000).Select(i => Point("text", Random(i, dimensions))).ToArray();
        var store = new EmbeddedVectorStore(new TextAnalyzer());
        await store.PrepareAsync(new("sample", dimensions), Cancelled);
        await store.UpsertAsync(_tenant, points, Cancelled);

        for (var seed = 5000; seed < 5020; seed++)
        {
            var query = Random(seed, dimensions);
            var exact = points.OrderByDescending(point => TensorPrimitives.Dot(point.Vector!.Value.Span, query.Span)).Take(10);
            var hits = await store.SearchAsync(_tenant, Query(null, query), Cancelled);
            Assert.Equal(exact.Select(point => point.ChunkId), hits.Select(hit => hit.ChunkId));
        }
    }

    /// <summary>More than pass the signs, so that all three passes are gone through; some rows without a vector, and some that the reader may not see.</summary>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(false, 3)]
    [InlineData(true, 50)]
    public async Task Nearest_of_many_clustered_vectors_are_those_of_an_exact_search(bool allHaveVectors, int publicEvery)
    {
        const int Dimensions = 128;
        const int Clusters = 400;
        var points = Enumerable.Range(0, 24_000).Select(i => Point("text", Near(Random(100_000 + (i % Clusters), Dimensions), Random(i, Dimensions))) with
        {
            Audience = i % publicEvery == 0 ? Audience.Public : Audience.Agents,
        }).ToArray();
        var store = new EmbeddedVectorStore(new TextAnalyzer());
        await store.PrepareAsync(new("sample", Dimensions), Cancelled);
        await store.UpsertAsync(_tenant, allHaveVectors ? points : [.. points.Select((point, i) => i % 5 == 0 ? point with { Vector = null } : point)], Cancelled);

        for (var seed = 0; seed < 20; seed++)
        {
            var query = Near(Random(100_000 + seed, Dimensions), Random(90_000 + seed, Dimensions));
            var exact = points.Where((point, i) => (allHaveVectors || i % 5 != 0) && i % publicEvery == 0)
                .OrderByDescending(point => TensorPrimitives.Dot(point.Vector!.Value.Span, query.Span)).Take(10);
            var hits = await store.SearchAsync(_tenant, Query(null, query) with { Reader = Audience.Public }, Cancelled);
            Assert.Equal(exact.Select(point => point.ChunkId), hits.Select(hit => hit.ChunkId));
        }
    }

    private static ReadOnlyMemory<float> Near(float[] centre, int seed)
    {
        var near = Random(seed, centre.Length).ToArray();
        TensorPrimitives.MultiplyAdd(centre, 3, near, near);
        TensorPrimitives.Divide(near, TensorPrimitives.Norm(near), near);
        return near;
    }

    private static ReadOnlyMemory<float> Near(ReadOnlyMemory<float> centre, ReadOnlyMemory<float> noise)
    {
        var sum = new float[centre.Length];
        TensorPrimitives.Add(centre.Span, noise.Span, sum);
        TensorPrimitives.Divide(sum, TensorPrimitives.Norm(sum), sum);
        return sum;
    }
}
