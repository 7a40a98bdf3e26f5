using TicketRag.Core.Jobs;

namespace TicketRag.Core.Documents;

/// <summary>Embed what the live model has not embedded yet.</summary>
public static class ReembeddingJob
{
    public static NewJob New { get; } = new(JobKind.Reembedding, JobArgs.Write(new NoArgs()))
    {
        UniqueKey = "all",
        Priority = JobPriority.Low,
        MaxAttempts = 20,
    };
}
