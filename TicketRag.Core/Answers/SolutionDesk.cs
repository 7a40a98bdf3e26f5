using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Answers;

/// <summary>Solves problems while the caller waits, and keeps what explains the solutions.</summary>
public sealed class SolutionDesk(AppDb db, SolutionComposer composer)
{
    /// <param name="ticket">The ticket that the problem is; null where it is none.</param>
    /// <param name="excludeDocument">That ticket's document.</param>
    /// <returns>With the id of its record.</returns>
    public async Task<(Guid Id, Answer Answer)> SolveAsync(Caller caller, Problem problem, Guid? ticket, Guid? excludeDocument, CancellationToken cancellationToken)
    {
        var composed = await composer.ComposeAsync(problem, caller.Audience, excludeDocument, cancellationToken);
        var record = AnswerRecord.Of(db, AnswerKind.Solution, ticket, caller.Audience, problem.Query, composed.ToExplain(), composed.Trail);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        db.Answers.Add(record);
        await write.CommitAsync(cancellationToken);
        return (record.Id, composed.Answer);
    }
}
