using Microsoft.Extensions.Options;
using TicketRag.IngestWorker.Jobs;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Jobs;

public sealed class BackgroundThreadsTests : IDisposable
{
    private readonly BackgroundThreads _threads = new(Options.Create(new JobOptions()));

    [Fact]
    public async Task Work_and_what_follows_its_awaits_leaves_the_thread_pool_alone()
    {
        var pooled = await _threads.RunAsync(async () =>
        {
            var before = Thread.CurrentThread.IsThreadPoolThread;
            await Task.Yield();
            return (before, Thread.CurrentThread.IsThreadPoolThread);
        });

        Assert.Equal((false, false), pooled);
    }

    [Fact]
    public async Task Its_threads_come_after_the_others()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has an order of threads.");

        var theirs = await _threads.RunAsync(() => Task.FromResult(NiceValue.OfThisThread()));

        Assert.Equal(Math.Min(19, NiceValue.OfThisThread() + 5), theirs);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_thread_in_place_of_each_that_is_kept_lets_others_work()
    {
        using var release = new ManualResetEventSlim();
        var kept = Enumerable.Range(0, 8).Select(_ => _threads.RunAsync(() => Task.FromResult(release.Wait(Timeout.Infinite, CancellationToken.None)))).ToArray();
        foreach (var _ in kept)
        {
            _threads.AddThread();
        }

        Assert.Equal(1, await _threads.RunAsync(() => Task.FromResult(1)));

        release.Set();
        await Task.WhenAll(kept);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_comes_back_from_an_await_after_the_end_still_runs()
    {
        var gate = new TaskCompletionSource();
        var late = _threads.RunAsync(async () =>
        {
            await gate.Task;
            return 1;
        });
        _threads.Dispose();

        gate.SetResult();

        Assert.Equal(1, await late);
    }

    public void Dispose() => _threads.Dispose();
}
