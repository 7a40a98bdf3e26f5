using TicketRag.Core.Jobs;

namespace TicketRag.Core.Retrieval;

/// <summary>Arguments of <see cref="JobKind.Projection"/>.</summary>
/// <param name="Model">Whose store is rebuilt; null: the installation's.</param>
public sealed record ProjectionArgs(string? Model)
{
    public NewJob ToJob() => new(JobKind.Projection, JobArgs.Write(this)) { UniqueKey = Model ?? "all", MaxAttempts = 20 };
}
