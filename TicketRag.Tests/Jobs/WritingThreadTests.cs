using TicketRag.Core.Persistence.Postgres;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.IngestWorker.Jobs;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Jobs;

public sealed class WritingThreadTests : IDisposable
{
    private readonly WritingThread _writing = new();

    [Fact]
    public async Task Where_one_writes_at_a_time_it_is_a_thread_that_goes_before_those_that_compute()
    {
        var (pooled, nice) = (true, 0);

        await _writing.WriteAsync(new SqliteDialect(TimeProvider.System), async () =>
        {
            await Task.Yield();
            pooled = Thread.CurrentThread.IsThreadPoolThread;
            nice = OperatingSystem.IsLinux() ? NiceValue.OfThisThread() : 0;
        });

        Assert.False(pooled);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has an order of threads.");
        Assert.Equal(Math.Min(19, NiceValue.OfThisThread() + 2), nice);
    }

    [Fact]
    public async Task Where_many_write_it_is_whoever_asks()
    {
        var (here, there) = (Environment.CurrentManagedThreadId, 0);

        await _writing.WriteAsync(PostgresDialect.Instance, () =>
        {
            there = Environment.CurrentManagedThreadId;
            return Task.CompletedTask;
        });

        Assert.Equal(here, there);
    }

    [Fact]
    public async Task What_a_write_throws_comes_back()
    {
        await Assert.ThrowsAsync<LeaseLostException>(() => _writing.WriteAsync(new SqliteDialect(TimeProvider.System), () => throw new LeaseLostException()));
    }

    public void Dispose() => _writing.Dispose();
}
