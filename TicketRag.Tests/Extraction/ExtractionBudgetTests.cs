using TicketRag.IngestWorker.Extraction;

namespace TicketRag.Tests.Extraction;

public sealed class ExtractionBudgetTests
{
    [Fact]
    public void Pass_over_many_items_ends_where_the_time_does()
    {
        using var time = new CancellationTokenSource();
        var seen = new List<int>();

        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var item in new ExtractionBudget(new(), time.Token).Each(Enumerable.Range(1, 5)))
            {
                seen.Add(item);
                if (item == 2)
                {
                    time.Cancel();
                }
            }
        });
        Assert.Equal([1, 2], seen);
    }
}
