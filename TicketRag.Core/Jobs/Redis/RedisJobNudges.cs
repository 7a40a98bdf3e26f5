using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace TicketRag.Core.Jobs.Redis;

/// <summary>
/// Nudges as entries of Redis Streams, one for high priority and one for the rest, each read by the consumer group of all workers, so that an
/// entry wakes one of them. Sending is left to a loop in the background: no request waits for Redis, and while it is down nothing is lost but
/// the nudge. Entries are read without acknowledgement: a worker that dies with one in its hands leaves nothing pending behind, and the row decides anyway.
/// </summary>
internal sealed partial class RedisJobNudges(RedisConnections redis, RedisWorkerGroup group, TimeProvider time, ILogger<RedisJobNudges> logger) : BackgroundService, IJobNudges
{
    public const string HighStream = "ticketrag:jobs:high";
    public const string Stream = "ticketrag:jobs";

    // Nudges that nobody reads are worth nothing after a while: the rescuer repeats them.
    private const int MaxStreamLength = 1_000;
    private const int MaxEntriesPerRead = 16;

    private static readonly Meter Meter = new("TicketRag.Redis");
    private static readonly Counter<long> Nudges = Meter.CreateCounter<long>("ticketrag.redis.nudges", "{nudge}", "Nudges by what became of them");

    private readonly Channel<JobPriority> _unsent = Channel.CreateBounded<JobPriority>(
        new BoundedChannelOptions(MaxStreamLength) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private Task<Read>? _read;

    /// <summary>The number that the server gives the connection on which a read for urgent nudges alone is out.</summary>
    private volatile Task<RedisResult>? _urgentOnly;
    private bool _hasForgotten;
    private volatile bool _isDown;
    private volatile bool _isStopping;

    public void Send(JobPriority priority) => _unsent.Writer.TryWrite(priority);

    public async Task WaitAsync(JobPriority lowest, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var pause = Task.Delay(timeout, time, cancellationToken);
        if (lowest != JobPriority.High && _urgentOnly is { } client)
        {
            _ = CallBackAsync(client);
        }

        while (!pause.IsCompleted)
        {
            // One that is still out is waited for: a second would only stand behind it.
            _read ??= ReadAsync(lowest, timeout - time.GetElapsedTime(started));
            if (await Task.WhenAny(_read, pause) == pause)
            {
                break;
            }

            var read = await _read;
            _read = null;
            if (read == Read.Urgent || (read == Read.Other && lowest != JobPriority.High))
            {
                return;
            }

            if (read == Read.Other)
            {
                // By a read from before the slots filled up: for a worker that has room.
                Send(JobPriority.Normal);
            }
            else if (read == Read.Unavailable)
            {
                break;
            }
        }

        // Also when a hung server keeps the read: jobs are looked for all the same.
        await pause;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // What is still out when the connection closes is no outage, nor is a server that has forgotten this consumer.
        _isStopping = true;
        await base.StopAsync(cancellationToken);
        try
        {
            await group.LeaveAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            // It stays in the group, without anything pending.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var priority in _unsent.Reader.ReadAllAsync(stoppingToken))
        {
            await TrySendAsync(priority == JobPriority.High ? HighStream : Stream);
        }
    }

    private async Task TrySendAsync(string stream)
    {
        try
        {
            var commands = await redis.CommandsAsync();
            await commands.ExecuteAsync("XADD", stream, "MAXLEN", "~", MaxStreamLength, "*", "job", "1");
            Nudges.Add(1, new KeyValuePair<string, object?>("outcome", "sent"));
            SayUp();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            Nudges.Add(1, new KeyValuePair<string, object?>("outcome", "lost"));
            SayDown(exception);
        }
    }

    // Never throws: a wait that ended at once, again and again, would have the worker ask the database without a pause.
    private async Task<Read> ReadAsync(JobPriority lowest, TimeSpan timeout)
    {
        try
        {
            var nudged = await ReadStreamsAsync(lowest, timeout < RedisConnections.MaxBlock ? timeout : RedisConnections.MaxBlock);
            SayUp();
            return nudged;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            SayDown(exception);
            return Read.Unavailable;
        }
    }

    // Slots have become free since it was sent out, and it would not hear of what they are for.
    private async Task CallBackAsync(Task<RedisResult> client)
    {
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

    private async Task<Read> ReadStreamsAsync(JobPriority lowest, TimeSpan block)
    {
        string[] streams = lowest == JobPriority.High ? [HighStream] : [HighStream, Stream];
        object[] arguments =
        [
            "GROUP", RedisWorkerGroup.Name, group.Consumer, "COUNT", MaxEntriesPerRead, "BLOCK", Math.Max(1, (long)block.TotalMilliseconds), "NOACK",
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
            return Read.Urgent;
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
    private async Task<Read> RemoveAsync(RedisResult reply)
    {
        if (reply.IsNull)
        {
            return Read.Nothing;
        }

        var urgent = false;
        var commands = await redis.CommandsAsync();
        foreach (var stream in (RedisResult[])reply!)
        {
            var parts = (RedisResult[])stream!;
            var name = (string)parts[0]!;
            urgent |= name == HighStream;
            var ids = ((RedisResult[])parts[1]!).Select(entry => (object)(string)((RedisResult[])entry!)[0]!).ToArray();

            // Its answer is not waited for: the jobs are. What it leaves behind, the stream's limit removes.
            _ = commands.ExecuteAsync("XDEL", [name, .. ids], CommandFlags.FireAndForget);
            Nudges.Add(ids.Length, new KeyValuePair<string, object?>("outcome", "received"));
        }

        return urgent ? Read.Urgent : Read.Other;
    }

    // Once for each time that it goes and comes back, not once a second.
    private void SayDown(Exception exception)
    {
        if (!_isDown && !_isStopping)
        {
            _isDown = true;
            LogDown(logger, exception.Message);
        }
    }

    private void SayUp()
    {
        if (_isDown)
        {
            _isDown = false;
            LogUp(logger);
        }
    }

    /// <summary>What a read brought.</summary>
    private enum Read
    {
        /// <summary>Redis could not be asked.</summary>
        Unavailable,

        Nothing,

        /// <summary>A nudge for jobs that are not of high priority.</summary>
        Other,

        /// <summary>A nudge for jobs of high priority, or the first read of a new server.</summary>
        Urgent,
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis: {Reason}; jobs are found by looking for them until it answers")]
    private static partial void LogDown(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis answers again")]
    private static partial void LogUp(ILogger logger);
}
