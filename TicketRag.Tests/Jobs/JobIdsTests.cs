using System.Collections.Concurrent;
using TicketRag.Core.Jobs;

namespace TicketRag.Tests.Jobs;

public sealed class JobIdsTests
{
    [Fact]
    public void Ids_count_up_as_databases_compare_them_and_hold_the_time()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var ids = Enumerable.Range(0, 200_000).Select(_ => JobIds.Next()).ToList();
        var after = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

        Assert.All(ids.Zip(ids.Skip(1)), pair => Assert.True(string.CompareOrdinal(pair.First.ToString(), pair.Second.ToString()) < 0, $"{pair.First} before {pair.Second}"));
        Assert.All(ids, id => Assert.Equal((7, 8), (id.Version, id.Variant & 0xC)));
        Assert.All(ids, id => Assert.InRange(Convert.ToInt64(id.ToString("N")[..12], 16), before, after));
    }

    [Fact]
    public void Ids_that_several_threads_take_are_all_different_and_count_up_on_each()
    {
        var taken = new ConcurrentBag<Guid[]>();

        Parallel.For(0, 8, _ => taken.Add([.. Enumerable.Range(0, 20_000).Select(_ => JobIds.Next())]));

        Assert.Equal(160_000, taken.SelectMany(ids => ids).Distinct().Count());
        Assert.All(taken, ids => Assert.Equal(ids.Order(), ids));
    }
}
