using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Answers;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Documents;

/// <summary>Takes a deleted document's quotes out of the solutions that are kept on tickets, with the steps that stood on them.</summary>
internal static class SolutionQuotes
{
    private const string Reason = "A source of this solution was deleted";

    /// <returns>How many quotes there were.</returns>
    public static async Task<int> RemoveAsync(WriteScope write, Guid documentId, CancellationToken cancellationToken)
    {
        var name = documentId.ToString();
        var solutions = await write.Db.Solutions.Where(solution => solution.Answer != null && solution.Answer.Contains(name)).ToListAsync(cancellationToken);
        var quotes = 0;
        foreach (var solution in solutions)
        {
            var answer = AnswerJson.Read(solution.Answer!);
            var left = Without(answer, documentId);
            quotes += answer.Citations.Count - left.Citations.Count;
            solution.Answer = AnswerJson.Write(left);
            solution.UpdatedAt = write.Db.Now;
            if (left.Abstained && !answer.Abstained)
            {
                (solution.Status, solution.Reason) = (SolutionStatus.Abstained, Reason);
            }
        }

        await write.Db.SaveChangesAsync(cancellationToken);
        return quotes;
    }

    // A step says what its sources say, often in their words: it goes with any of them. A model may have taken any step's words from whatever it was shown.
    private static Answer Without(Answer answer, Guid documentId) => answer with
    {
        Steps = answer.Sources?.Contains(documentId) == true ? [] : [.. answer.Steps.Where(step => step.Citations.All(citation => citation.DocumentId != documentId))],
        Citations = [.. answer.Citations.Where(citation => citation.DocumentId != documentId)],
        Sources = answer.Sources?.Contains(documentId) == true ? [.. answer.Sources.Where(source => source != documentId)] : answer.Sources,
    };
}
