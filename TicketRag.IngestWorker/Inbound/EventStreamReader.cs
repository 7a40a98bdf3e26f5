using Microsoft.Extensions.Options;
using StackExchange.Redis;
using TicketRag.Core.Answers;
using TicketRag.Core.Connections;
using TicketRag.Core.Inbound;
using TicketRag.Core.Jobs.Redis;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Maintenance;

namespace TicketRag.IngestWorker.Inbound;

/// <summary>
/// Reads other systems' events from the stream, as one of the group of all workers. An entry is acknowledged when its event is in the database; until then
/// it is read again, by whoever is there.
/// </summary>
internal sealed partial class EventStreamReader(
    RedisConnections redis, EventIntake intake, SchemaGate schema, IOptions<InboundOptions> options, IOptions<RagOptions> rag, TimeProvider time,
    ILogger<EventStreamReader> logger) : BackgroundService
{
    public const string Group = "ticketrag";

    private const string Channel = "stream";
    private const int MaxEntriesPerRead = 32;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromSeconds(30);

    private readonly string _consumer = $"{Environment.MachineName}:{Environment.ProcessId}";
    private long _lastClaim;

    /// <exception cref="DeploymentException">The key is there and is no stream.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CheckTypeAsync();
        }
        catch (Exception down) when (IsDown(down))
        {
            LogDown(logger, down.Message);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!rag.Value.Enabled)
        {
            return;
        }

        await schema.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(PollInterval, time);
        do
        {
            try
            {
                while (await RoundAsync(stoppingToken) == MaxEntriesPerRead)
                {
                    // There is more.
                }
            }
            catch (Exception trouble) when (IsDown(trouble) || DatabaseOutage.Cause(trouble) is not null)
            {
                LogDown(logger, trouble.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<int> RoundAsync(CancellationToken cancellationToken)
    {
        var commands = await redis.CommandsAsync();
        try
        {
            await ClaimAbandonedAsync(commands, cancellationToken);
            var reply = await commands.ExecuteAsync("XREADGROUP", "GROUP", Group, _consumer, "COUNT", MaxEntriesPerRead, "STREAMS", options.Value.Stream, ">");
            var entries = reply.IsNull ? [] : (RedisResult[])((RedisResult[])((RedisResult[])reply!)[0]!)[1]!;
            await ReceiveAsync(commands, entries, cancellationToken);
            return entries.Length;
        }
        catch (RedisServerException missing) when (missing.Message.StartsWith("NOGROUP", StringComparison.Ordinal))
        {
            await CreateGroupAsync(commands);
            return MaxEntriesPerRead;
        }
    }

    private async Task ReceiveAsync(IDatabase commands, IEnumerable<RedisResult> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries.Where(entry => !entry.IsNull))
        {
            var parts = (RedisResult[])entry!;
            var id = (string)parts[0]!;
            if (!parts[1].IsNull)
            {
                await ReceiveAsync(id, FieldsOf(parts[1]), cancellationToken);
            }

            await commands.ExecuteAsync("XACK", options.Value.Stream, Group, id);
        }
    }

    private async Task ReceiveAsync(string id, Dictionary<string, string> fields, CancellationToken cancellationToken)
    {
        if (fields.GetValueOrDefault(EventNames.OriginField) == EventNames.Origin)
        {
            return;
        }

        var text = fields.GetValueOrDefault(EventNames.Field) ?? System.Text.Json.JsonSerializer.Serialize(fields);
        if (await intake.ReceiveAsync(text, Channel, cancellationToken) is EventReception.KeptAside aside)
        {
            LogKeptAside(logger, id, aside.EventId, aside.Reason);
        }
    }

    // What another worker read and did not come back for.
    private async Task ClaimAbandonedAsync(IDatabase commands, CancellationToken cancellationToken)
    {
        if (_lastClaim != 0 && time.GetElapsedTime(_lastClaim) < AbandonedAfter)
        {
            return;
        }

        var reply = (RedisResult[])(await commands.ExecuteAsync(
            "XAUTOCLAIM", options.Value.Stream, Group, _consumer, (long)AbandonedAfter.TotalMilliseconds, "0", "COUNT", MaxEntriesPerRead))!;
        await ReceiveAsync(commands, (RedisResult[])reply[1]!, cancellationToken);
        _lastClaim = time.GetTimestamp();
    }

    private async Task CreateGroupAsync(IDatabase commands)
    {
        await CheckTypeAsync();
        try
        {
            await commands.ExecuteAsync("XGROUP", "CREATE", options.Value.Stream, Group, "0", "MKSTREAM");
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // Another worker was faster.
        }
    }

    private async Task CheckTypeAsync()
    {
        var type = (string)(await (await redis.CommandsAsync()).ExecuteAsync("TYPE", options.Value.Stream))!;
        if (type is not ("none" or "stream"))
        {
            throw new DeploymentException(
                $"The key '{options.Value.Stream}' in Redis is a {type}, and no stream. Set Events:Stream (RAG_TASK_QUEUE) to another name: Celery's own queues are not read.");
        }
    }

    private static Dictionary<string, string> FieldsOf(RedisResult fields) =>
        ((RedisResult[])fields!).Chunk(2).Where(pair => pair.Length == 2)
            .GroupBy(pair => (string)pair[0]!).ToDictionary(group => group.Key, group => (string?)group.Last()[1] ?? "");

    private static bool IsDown(Exception exception) => exception is RedisException or TimeoutException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events can't be read just now: {Reason}")]
    private static partial void LogDown(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Entry {Entry} with the event {EventId} was kept aside: {Reason}")]
    private static partial void LogKeptAside(ILogger logger, string entry, Guid? eventId, string reason);
}
