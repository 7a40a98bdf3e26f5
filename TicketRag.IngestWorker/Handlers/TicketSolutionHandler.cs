using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Answers;
using TicketRag.Core.Documents;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Handlers;

/// <summary>Writes the suggested solution of a ticket.</summary>
internal sealed class TicketSolutionHandler(AppDb db, SolutionComposer composer) : IJobHandler
{
    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        var ticketId = run.Args<TicketSolutionArgs>().TicketId;
        var ticket = await db.Tickets.AsNoTracking().SingleOrDefaultAsync(row => row.Id == ticketId, cancellationToken);
        if (ticket is null)
        {
            return new JobOutcome.Failed("The ticket is gone");
        }

        var own = ChunkIds.SourceDocument(ticket.OrganizationId.Value, SourceKind.Ticket, ticketId);
        var composed = await composer.ComposeAsync(new(ticket.Title, ticket.Description), Audience.Agents, own, cancellationToken);
        var record = AnswerRecord.Of(db, AnswerKind.Solution, ticketId, Audience.Agents, composed.Problem.Query, composed.ToExplain(), composed.Trail);
        var answer = composed.Answer;
        var status = answer.Abstained ? SolutionStatus.Abstained : SolutionStatus.Ready;
        return new JobOutcome.Completed(JobArgs.Write(new SolutionResult(SnakeCaseName.Of(status), answer.Steps.Count, answer.Citations.Count)))
        {
            Message = answer.Abstained ? "Nothing in the knowledge answers this" : $"{answer.Steps.Count} steps with {answer.Citations.Count} citations",
            Store = (write, token) =>
            {
                write.Db.Answers.Add(record);
                return SaveAsync(write.Db, ticketId, status, AnswerJson.Write(answer), answer.Abstained ? "Not found in your knowledge" : null, token);
            },
        };
    }

    public Task FailedAsync(WriteScope write, Job job, string error, CancellationToken cancellationToken) =>
        SaveAsync(write.Db, JobArgs.Read<TicketSolutionArgs>(job.Args).TicketId, SolutionStatus.Failed, null, error, cancellationToken);

    private static Task SaveAsync(AppDb db, Guid ticketId, SolutionStatus status, string? answer, string? reason, CancellationToken cancellationToken) =>
        db.Solutions.Where(row => row.TicketId == ticketId).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.Status, status)
                .SetProperty(row => row.Answer, answer)
                .SetProperty(row => row.Reason, reason)
                .SetProperty(row => row.UpdatedAt, db.Now),
            cancellationToken);
}
