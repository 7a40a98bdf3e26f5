using StackExchange.Redis;

namespace TicketRag.Core.Jobs.Redis;

/// <summary>The consumer group of all workers, on both streams: who belongs to it.</summary>
public sealed class RedisWorkerGroup(RedisConnections redis, TimeProvider time)
{
    public const string Name = "workers";

    /// <summary>Of a worker that is dead. One that lives and got nothing for so long comes back with its next nudge.</summary>
    public static readonly TimeSpan LongSilence = TimeSpan.FromHours(1);

    internal static readonly string[] Streams = [RedisJobNudges.HighStream, RedisJobNudges.Stream];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>This process's name in the group.</summary>
    public string Consumer { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Makes the group where it is not there, on a server that is new, wiped or replaced.</summary>
    /// <exception cref="RedisException">The server fails.</exception>
    public async Task CreateAsync()
    {
        var commands = await redis.CommandsAsync();
        foreach (var stream in Streams)
        {
            try
            {
                await commands.ExecuteAsync("XGROUP", "CREATE", stream, Name, "0", "MKSTREAM");
            }
            catch (RedisServerException exception) when (exception.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
            {
                // Another worker was faster.
            }
        }
    }

    /// <summary>Takes workers out that were killed before they could leave: each has a name of its own, so the group would grow with every deployment.</summary>
    /// <param name="silence">Those that have read nothing for so long.</param>
    /// <returns>How many places became free, on both streams together.</returns>
    /// <exception cref="RedisException">The server fails.</exception>
    public async Task<int> ForgetSilentAsync(TimeSpan silence)
    {
        var commands = await redis.CommandsAsync();
        var forgotten = 0;
        foreach (var stream in Streams)
        {
            foreach (var consumer in (RedisResult[])(await commands.ExecuteAsync("XINFO", "CONSUMERS", stream, Name))!)
            {
                // Nothing is pending for anybody, as nudges are read without acknowledgement.
                var (name, idle) = ((string)Of(consumer, "name")!, (long)Of(consumer, "idle"));
                if (name != Consumer && idle >= silence.TotalMilliseconds)
                {
                    await commands.ExecuteAsync("XGROUP", "DELCONSUMER", stream, Name, name);
                    forgotten++;
                }
            }
        }

        return forgotten;
    }

    /// <summary>Takes this process out.</summary>
    /// <exception cref="RedisException">The server fails, or has no such group.</exception>
    /// <exception cref="TimeoutException">It does not answer.</exception>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        var commands = await redis.CommandsAsync().WaitAsync(Patience, time, cancellationToken);
        foreach (var stream in Streams)
        {
            await commands.ExecuteAsync("XGROUP", "DELCONSUMER", stream, Name, Consumer).WaitAsync(Patience, time, cancellationToken);
        }
    }

    // Names and values in turns.
    private static RedisResult Of(RedisResult consumer, string name)
    {
        var parts = (RedisResult[])consumer!;
        return parts[Array.FindIndex(parts, part => (string?)part == name) + 1];
    }
}
