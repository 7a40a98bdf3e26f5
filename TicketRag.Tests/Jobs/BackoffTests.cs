using FsCheck;
using FsCheck.Fluent;
using TicketRag.IngestWorker.Jobs;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Jobs;

public sealed class BackoffTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Max = TimeSpan.FromMinutes(5);

    [Fact]
    public void Delay_lies_anywhere_between_nothing_and_a_ceiling_that_doubles_up_to_the_maximum()
    {
        var cases = from attempt in Gen.Frequency((4, Gen.Choose(1, 12)), (1, Gen.Choose(13, int.MaxValue)))
                    from random in Gen.Choose(0, 999_999)
                    select (attempt, random: random / 1_000_000d);
        Check.One(
            Exploration.Property(runs: 500),
            Prop.ForAll(cases.ToArbitrary(), one =>
            {
                var ceiling = one.attempt > 8 ? Max : TimeSpan.FromSeconds(Math.Min(300, 2 * Math.Pow(2, one.attempt - 1)));
                var delay = Backoff.Delay(one.attempt, First, Max, one.random);
                Assert.Equal(ceiling.TotalMilliseconds * one.random, delay.TotalMilliseconds, 0.001);
            }));
    }
}
