using TicketRag.Core.Jobs;
using TicketRag.Core.Retrieval;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Handlers;

/// <summary>Repairs what the vector store and the database disagree about, for one organization.</summary>
internal sealed class ReconciliationHandler(Reconciler reconciler) : IJobHandler
{
    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        var done = await reconciler.RunAsync(run.Job.Id, cancellationToken);
        return new JobOutcome.Completed(JobArgs.Write(done))
        {
            Message = $"{done.Chunks} chunks compared: {done.Written} written, {done.Removed} points removed, {done.Left} left for the next time",
        };
    }
}
