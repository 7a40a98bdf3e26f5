using TicketRag.Core.Documents;
using TicketRag.Core.Jobs;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Ingestion;

/// <summary>Notes on a job what it does with its document, and how far it is.</summary>
/// <param name="run">Null: nobody follows.</param>
/// <param name="batch">Where the document is one of several: the counts of them all, which stay.</param>
public sealed class StageReport(JobRun? run, JobProgress? batch = null)
{
    public static StageReport None { get; } = new(null);

    /// <summary>Says which document it is; from then on the document says where it stands.</summary>
    public Task AnnounceAsync(AnnouncedDocument document, string stage, CancellationToken cancellationToken) => run is null
        ? Task.CompletedTask
        : run.CheckpointAsync(
            At(stage, 0, 0),
            (write, token) => DocumentIntake.AnnounceAsync(write, run.Job.OrganizationId, document, run.Job.Id, token), cancellationToken);

    public Task AtAsync(string stage, CancellationToken cancellationToken) => AtAsync(stage, 0, 0, cancellationToken);

    /// <param name="total">Of the stage's own steps; 0 where it has none to count.</param>
    public Task AtAsync(string stage, int done, int total, CancellationToken cancellationToken) =>
        run is null ? Task.CompletedTask : run.CheckpointAsync(At(stage, done, total), store: null, cancellationToken);

    private JobProgress At(string stage, int done, int total) => batch is { } whole
        ? whole with { Stage = stage }
        : new(done, Math.Max(1, total), 0, total == 0 ? $"{stage}" : $"{stage}: {done} of {total} chunks") { Stage = stage };
}
