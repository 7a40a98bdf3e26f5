using FsCheck;
using FsCheck.Fluent;
using TicketRag.IngestWorker.Jobs;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Jobs;

public sealed class TurnQueueTests
{
    [Fact]
    public void Party_with_one_item_waits_for_one_of_each_other()
    {
        var queue = new TurnQueue<string, int>();
        for (var i = 0; i < 100; i++)
        {
            queue.Enqueue("many", i);
        }

        queue.Enqueue("one", 1_000);

        Assert.Equal([0, 1_000, 1, 2], Enumerable.Range(0, 4).Select(_ => Take(queue)));
    }

    /// <summary>Against plain lists: nothing is lost or doubled, each party's items keep their order, and no party is passed over twice.</summary>
    [Fact]
    public void Nobody_is_passed_over_twice() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), IsFairThroughout).Check(Exploration.Property(runs: 500));

    private static bool IsFairThroughout(byte[] steps)
    {
        var (queue, waiting, next) = (new TurnQueue<int, int>(), new Dictionary<int, Queue<int>>(), 0);
        var passed = new Dictionary<int, HashSet<int>>();
        foreach (var step in steps)
        {
            var party = step % 4;
            if (party < 3)
            {
                waiting.TryAdd(party, new());
                waiting[party].Enqueue(next);
                queue.Enqueue(party, next++);
                continue;
            }

            var expected = waiting.Values.Sum(items => items.Count);
            if (queue.Count != expected || queue.TryDequeue(out var item) != expected > 0)
            {
                return false;
            }

            if (expected > 0 && !IsFair(waiting, passed, item))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsFair(Dictionary<int, Queue<int>> waiting, Dictionary<int, HashSet<int>> passed, int item)
    {
        var party = waiting.Single(pair => pair.Value.Contains(item)).Key;
        if (waiting[party].Dequeue() != item)
        {
            return false;
        }

        passed.Remove(party);
        return waiting.Where(pair => pair.Key != party && pair.Value.Count > 0).All(pair =>
        {
            passed.TryAdd(pair.Key, []);
            return passed[pair.Key].Add(party);
        });
    }

    private static int Take(TurnQueue<string, int> queue) => queue.TryDequeue(out var item) ? item : throw new InvalidOperationException("Empty.");
}
