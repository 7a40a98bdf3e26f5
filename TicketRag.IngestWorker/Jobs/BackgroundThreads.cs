using Microsoft.Extensions.Options;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>What jobs run on: one thread for each slot, so that handlers which compute for long can't keep an urgent job from starting.</summary>
public sealed class BackgroundThreads(IOptions<JobOptions> options) : YieldingThreads(options.Value.AllSlots, YieldingThread.Usual, "Background work");
