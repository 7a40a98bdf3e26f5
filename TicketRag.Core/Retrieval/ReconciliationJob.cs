using TicketRag.Core.Jobs;

namespace TicketRag.Core.Retrieval;

/// <summary>Compare an organization's vectors with the database.</summary>
public static class ReconciliationJob
{
    public static NewJob New { get; } = new(JobKind.Reconciliation, JobArgs.Write(new NoArgs())) { UniqueKey = "all", Priority = JobPriority.Low, MaxAttempts = 20 };
}
