using Microsoft.Extensions.Options;
using StackExchange.Redis;
using TicketRag.Core.Connections;
using TicketRag.Core.Inbound;
using TicketRag.Core.Jobs;
using TicketRag.Core.Jobs.Redis;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Handlers;

/// <summary>Writes an event to the stream, marked as the product's own.</summary>
internal sealed class EventPublicationHandler(RedisConnections redis, IOptions<InboundOptions> options) : IJobHandler
{
    // Of a stream that nobody reads.
    private const int MaxStreamLength = 100_000;

    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        try
        {
            var commands = await redis.CommandsAsync();
            await commands.ExecuteAsync(
                "XADD", options.Value.Stream, "MAXLEN", "~", MaxStreamLength, "*",
                EventNames.Field, run.Args<PublicationArgs>().Event, EventNames.OriginField, EventNames.Origin);
            return new JobOutcome.Completed("""{"ok":true}""") { Message = "Published" };
        }
        catch (Exception down) when (down is RedisConnectionException or RedisTimeoutException or TimeoutException)
        {
            throw new DependencyUnavailableException(Deployment.RedisName, down.Message);
        }
    }
}
