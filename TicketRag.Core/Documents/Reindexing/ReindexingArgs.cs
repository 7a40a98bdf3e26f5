using TicketRag.Core.Jobs;

namespace TicketRag.Core.Documents.Reindexing;

/// <summary>Arguments of <see cref="JobKind.Reindexing"/>.</summary>
/// <param name="EmbeddingModel">Null: the installation's.</param>
public sealed record ReindexingArgs(int MaxTokens, int OverlapTokens, string? EmbeddingModel)
{
    public NewJob ToJob() => new(JobKind.Reindexing, JobArgs.Write(this)) { UniqueKey = "all", Priority = JobPriority.Low };
}

/// <summary>What came of it.</summary>
/// <param name="Unchanged">Documents that were changed while it ran, and are cut in the old way until they are ingested again.</param>
public sealed record ReindexingResult(int Documents, int Chunks, int Unchanged);
