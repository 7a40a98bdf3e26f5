using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Qdrant;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval.Qdrant;

public sealed class PointEncoderTests
{
    private static readonly PointEncoder Encoder = new(new(new TextAnalyzer(), 120, new()), batchPoints: 256);

    private static List<int> BatchSizes(int count, int dimensions) =>
        [.. Encoder.Batches(OrganizationId.New(), [.. Enumerable.Range(0, count).Select(i => Point($"text {i}", Direction(0, dimensions)))], withDense: true)
            .Select(batch => batch.Count)];

    [Fact]
    public void Batches_hold_at_most_so_many_points() => Assert.Equal([256, 256, 88], BatchSizes(600, dimensions: 8));

    [Fact]
    public void Batches_of_long_vectors_stay_far_below_the_servers_limit()
    {
        var sizes = BatchSizes(300, dimensions: 4096);
        Assert.Equal(300, sizes.Sum());
        Assert.All(sizes, size => Assert.InRange(size * 4096 * 16, 1, 8 * 1024 * 1024));
    }

    [Fact]
    public void Vectors_are_left_out_for_a_collection_of_another_space()
    {
        var point = Encoder.Batches(OrganizationId.New(), [Point("paper", Direction(0))], withDense: false).Single().Single();
        Assert.Null(point.Vector.Dense);
        Assert.NotNull(point.Vector.Bm25);
    }
}
