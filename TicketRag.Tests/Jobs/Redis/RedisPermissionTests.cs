using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using TicketRag.Core.Jobs;
using TicketRag.Core.Jobs.Redis;
using static TicketRag.Tests.Jobs.Redis.NudgeBench;

namespace TicketRag.Tests.Jobs.Redis;

/// <summary>A user that may do all that a worker needs, and not what only makes it quicker.</summary>
public sealed class RedisPermissionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData("-client|unblock", "client|unblock")]
    [InlineData("-client", "client|id")]
    public async Task Worker_that_may_not_call_its_read_back_hears_of_all_that_is_due_when_that_has_ended_by_itself(string forbidden, string refused)
    {
        using var unobserved = new UnobservedExceptions();
        await using var bench = await NudgeBench.StartAsync();
        await bench.AskAsync("ACL", "SETUSER", "default", forbidden);
        var (sender, worker) = (await bench.ProcessAsync(), await bench.WorkerAsync());
        using var givenUp = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var full = worker.WaitAsync(JobPriority.High, RedisConnections.MaxBlock, givenUp.Token);
        await bench.WhenBlockedAsync(1);
        await givenUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => full);

        // It looks for jobs meanwhile.
        await worker.WaitAsync(JobPriority.Low, Short, Cancelled);
        var free = worker.WaitAsync(JobPriority.Low, TimeSpan.FromMinutes(1), Cancelled);
        sender.Send(JobPriority.Normal);
        await free;

        await WhenAsync(async () => await bench.LengthAsync(Rest) == 0);
        Assert.Contains(refused, await RefusedAsync(bench));
        Assert.DoesNotContain(bench.Log.All, line => line.Level >= LogLevel.Warning);
        Assert.DoesNotContain(unobserved.Collect(), exception => exception.Contains(refused, StringComparison.OrdinalIgnoreCase));
    }

    // Each entry of the server's log is names and values in turns.
    private static async Task<List<string>> RefusedAsync(NudgeBench bench) =>
    [
        .. ((RedisResult[])(await bench.AskAsync("ACL", "LOG"))!)
            .Select(entry => ((RedisResult[])entry!).Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => (string?)pair[1]))
            .Select(entry => entry["object"]!),
    ];
}

/// <summary>What tasks of the whole process ended with and nobody looked at.</summary>
file sealed class UnobservedExceptions : IDisposable
{
    private readonly ConcurrentQueue<string> _seen = new();

    public UnobservedExceptions() => TaskScheduler.UnobservedTaskException += Add;

    // They show when the tasks are finalized.
    public IReadOnlyCollection<string> Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return _seen;
    }

    public void Dispose() => TaskScheduler.UnobservedTaskException -= Add;

    private void Add(object? sender, UnobservedTaskExceptionEventArgs unobserved) => _seen.Enqueue(unobserved.Exception.ToString());
}
