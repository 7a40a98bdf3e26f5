using TicketRag.IngestWorker.Jobs;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Jobs;

public sealed class YieldingThreadTests
{
    [Fact]
    public void Threads_made_by_one_that_stands_back_stand_back_with_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has an order of threads.");
        var (here, there) = (NiceValue.OfThisThread(), 0);
        var made = new Thread(() => there = NiceValue.OfThisThread());
        var maker = new Thread(() =>
        {
            YieldingThread.StandBack();
            made.Start();
        });

        maker.Start();
        maker.Join();
        made.Join();

        Assert.Equal((Math.Min(19, here + 5), here), (there, NiceValue.OfThisThread()));
    }
}
