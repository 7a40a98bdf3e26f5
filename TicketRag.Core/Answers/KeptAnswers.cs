using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Answers;

/// <summary>
/// Takes answers out of conversations and the cache of queries, and what explains solutions, when a document goes that they stand on. A conversation goes on:
/// of its answer only the references stay, by which everybody sees that its sources are gone.
/// </summary>
public static class KeptAnswers
{
    /// <returns>How many there were.</returns>
    public static async Task<int> RemoveAsync(AppDb db, Guid documentId, CancellationToken cancellationToken)
    {
        var name = documentId.ToString();
        var quoting = db.Answers.Where(record => record.Reply.Contains(name));
        var deleted = await quoting.Where(record => record.Kind != AnswerKind.Chat).ExecuteDeleteAsync(cancellationToken);
        var said = await quoting.Where(record => record.Kind == AnswerKind.Chat).Select(record => new { record.Id, record.Reply }).ToListAsync(cancellationToken);
        foreach (var record in said)
        {
            var emptied = AnswerJson.Write(Emptied(AnswerJson.ReadReply(record.Reply)));
            await db.Answers.Where(row => row.Id == record.Id).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Question, "").SetProperty(row => row.Reply, emptied), cancellationToken);
        }

        return deleted + said.Count;
    }

    private static Reply Emptied(Reply reply) => reply with
    {
        Answer = "",
        Citations = [.. reply.Citations.Select(citation => citation.Emptied())],
        Mode = reply.Mode with { Query = null },
    };
}
