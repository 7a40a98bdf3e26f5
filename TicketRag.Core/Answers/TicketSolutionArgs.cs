using TicketRag.Core.Jobs;

namespace TicketRag.Core.Answers;

/// <summary>Arguments of <see cref="JobKind.TicketSolution"/>.</summary>
public sealed record TicketSolutionArgs(Guid TicketId)
{
    public NewJob ToJob() => new(JobKind.TicketSolution, JobArgs.Write(this)) { UniqueKey = TicketId.ToString() };
}
