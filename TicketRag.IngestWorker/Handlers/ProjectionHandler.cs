using TicketRag.Core.Jobs;
using TicketRag.Core.Retrieval;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Handlers;

/// <summary>Rebuilds the vector store from the database and then lets searches use it.</summary>
internal sealed class ProjectionHandler(Projector projector, IVectorStores stores, TimeProvider time) : IJobHandler
{
    // A document's points may have been written before there was a place for them here, and its rows committed after this looked.
    private static readonly TimeSpan LongestIngestion = TimeSpan.FromMinutes(15);

    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        var model = run.Args<ProjectionArgs>().Model;
        var started = time.GetUtcNow();
        var chunks = await projector.ProjectAsync(
            model, (written, token) => run.CheckpointAsync(new(0, 1, written, $"{written} chunks written"), null, token), cancellationToken);
        await projector.ProjectChangedAsync(model, started - LongestIngestion, cancellationToken);
        await stores.Of(model).PublishAsync(cancellationToken);
        return new JobOutcome.Completed("""{"ok":true}""") { Message = $"{chunks} chunks written", ChunksCreated = 0 };
    }
}
