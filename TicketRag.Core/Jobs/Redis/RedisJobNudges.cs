using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace TicketRag.Core.Jobs.Redis;

/// <summary>
/// Nudges as entries of Redis Streams, one for high priority and one for the rest, each read by the consumer group of all workers
/// (<see cref="RedisNudgeReader"/>), so that an entry wakes one of them. Sending is left to a loop in the background: no request waits for Redis, and while it is
/// down nothing is lost but the nudge.
/// </summary>
internal sealed partial class RedisJobNudges(RedisConnections redis, RedisNudgeReader reader, RedisWorkerGroup group, TimeProvider time, ILogger<RedisJobNudges> logger)
    : BackgroundService, IJobNudges
{
    public const string HighStream = "ticketrag:jobs:high";
    public const string Stream = "ticketrag:jobs";

    // Nudges that nobody reads are worth nothing after a while: the rescuer repeats them.
    private const int MaxStreamLength = 1_000;

    private readonly Channel<JobPriority> _unsent = Channel.CreateBounded<JobPriority>(
        new BoundedChannelOptions(MaxStreamLength) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private Task<RedisNudge?>? _read;
    private volatile bool _isDown;
    private volatile bool _isStopping;

    public void Send(JobPriority priority) => _unsent.Writer.TryWrite(priority);

    public async Task WaitAsync(JobPriority lowest, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var pause = Task.Delay(timeout, time, cancellationToken);
        if (lowest != JobPriority.High)
        {
            _ = reader.CallBackUrgentOnlyAsync();
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
            if (read == RedisNudge.Urgent || (read == RedisNudge.Other && lowest != JobPriority.High))
            {
                return;
            }

            if (read == RedisNudge.Other)
            {
                // By a read from before the slots filled up: for a worker that has room.
                Send(JobPriority.Normal);
            }
            else if (read is null)
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
            RedisTelemetry.Sent();
            SayUp();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            RedisTelemetry.Lost();
            SayDown(exception);
        }
    }

    // Null where Redis could not be asked. Never throws: a wait that ended at once, again and again, would have the worker ask the database without a pause.
    private async Task<RedisNudge?> ReadAsync(JobPriority lowest, TimeSpan timeout)
    {
        try
        {
            var nudge = await reader.ReadAsync(lowest, timeout);
            SayUp();
            return nudge;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            SayDown(exception);
            return null;
        }
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis: {Reason}; jobs are found by looking for them until it answers")]
    private static partial void LogDown(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis answers again")]
    private static partial void LogUp(ILogger logger);
}
