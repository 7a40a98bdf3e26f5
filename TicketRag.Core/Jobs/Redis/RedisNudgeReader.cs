using StackExchange.Redis;

namespace TicketRag.Core.Jobs.Redis;

/// <summary>
/// Reads nudges for this process, as one of the group of all workers, by reads that block until one comes. Entries are read without acknowledgement: a worker that dies
/// with one in its hands leaves nothing pending behind, and the row decides anyway.
/// </summary>
internal sealed class RedisNudgeReader(RedisConnections redis, RedisWorkerGroup group)
{
    private const int MaxEntriesPerRead = 16;

    /// <summary>The number that the server gives the connection on which a read for urgent nudges alone is out.</summary>
    private volatile Task<RedisResult>? _urgentOnly;
    private bool _hasForgotten;

    /// <summary>One at a time: a second would only stand behind the first.</summary>
    /// <param name="lowest">No nudge for less than this.</param>
    /// <param name="block">Ends without a nudge after so long, or after <see cref="RedisConnections.MaxBlock"/>.</param>
    /// <exception cref="RedisException">The server fails.</exception>
    /// <exception cref="TimeoutException">It does not answer.</exception>
    public async Task<RedisNudge> ReadAsync(JobPriority lowest, TimeSpan block)
    {
        string[] streams = lowest == JobPriority.High ? [RedisJobNudges.HighStream] : [RedisJobNudges.HighStream, RedisJobNudges.Stream];
        var milliseconds = Math.Max(1, (long)(block < RedisConnections.MaxBlock ? block : RedisConnections.MaxBlock).TotalMilliseconds);
        object[] arguments =
        [
            "GROUP", RedisWorkerGroup.Name, group.Consumer, "COUNT", MaxEntriesPerRead, "BLOCK", milliseconds, "NOACK",
            "STREAMS", .. streams, .. streams.Select(_ => ">"),
        ];
        try
        {
            var reads = await redis.ReadsAsync();
            _urgentOnly = lowest == JobPriority.High ? reads.ExecuteAsync("CLIENT", "ID") : null;
            var reply = await reads.ExecuteAsync("XREADGROUP", arguments);
            _urgentOnly = null;
            await ForgetSilentOnceAsync();
            return await RemoveAsync(reply);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOGROUP", StringComparison.Ordinal))
        {
            // A new, wiped or replaced server: what was announced on it before may be gone, so jobs are looked for.
            await group.CreateAsync();
            return RedisNudge.Urgent;
        }
    }

    /// <summary>Ends a read that is out for urgent nudges alone: slots have become free since, and it would not hear of what they are for.</summary>
    public async Task CallBackUrgentOnlyAsync()
    {
        if (_urgentOnly is not { } client)
        {
            return;
        }

        try
        {
            var commands = await redis.CommandsAsync();
            await commands.ExecuteAsync("CLIENT", "UNBLOCK", (long)await client);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // It ends by itself after a while.
        }
    }

    private async Task ForgetSilentOnceAsync()
    {
        if (_hasForgotten)
        {
            return;
        }

        _hasForgotten = true;
        try
        {
            await group.ForgetSilentAsync(RedisWorkerGroup.LongSilence);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // They are in nobody's way: the next worker that starts may.
        }
    }

    // The nudge has done its work once it has woken somebody: the claim that follows looks at the rows.
    private async Task<RedisNudge> RemoveAsync(RedisResult reply)
    {
        if (reply.IsNull)
        {
            return RedisNudge.None;
        }

        var urgent = false;
        var commands = await redis.CommandsAsync();
        foreach (var stream in (RedisResult[])reply!)
        {
            var parts = (RedisResult[])stream!;
            var name = (string)parts[0]!;
            urgent |= name == RedisJobNudges.HighStream;
            var ids = ((RedisResult[])parts[1]!).Select(entry => (object)(string)((RedisResult[])entry!)[0]!).ToArray();

            // Its answer is not waited for: the jobs are. What it leaves behind, the stream's limit removes.
            _ = commands.ExecuteAsync("XDEL", [name, .. ids], CommandFlags.FireAndForget);
            RedisTelemetry.Received(ids.Length);
        }

        return urgent ? RedisNudge.Urgent : RedisNudge.Other;
    }
}

/// <summary>What a read brought.</summary>
internal enum RedisNudge
{
    None,

    /// <summary>For jobs that are not of high priority.</summary>
    Other,

    /// <summary>For jobs of high priority, or the first read of a new server.</summary>
    Urgent,
}
