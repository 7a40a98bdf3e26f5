using TicketRag.Core.Jobs;
using TicketRag.Core.Retrieval;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Handlers;

/// <summary>Rebuilds the vector store from the database and then lets searches use it.</summary>
internal sealed class ProjectionHandler(Projector projector, IVectorStore store) : IJobHandler
{
    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        var chunks = await projector.ProjectAsync(
            (written, token) => run.CheckpointAsync(new(0, 1, written, $"{written} chunks written"), null, token), cancellationToken);
        await store.PublishAsync(cancellationToken);
        return new JobOutcome.Completed("""{"ok":true}""") { Message = $"{chunks} chunks written", ChunksCreated = 0 };
    }
}
