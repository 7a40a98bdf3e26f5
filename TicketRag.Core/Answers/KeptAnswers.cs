using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Answers;

/// <summary>Takes answers out of conversations and the cache of queries when a document goes that they quote.</summary>
public static class KeptAnswers
{
    /// <returns>How many there were.</returns>
    public static Task<int> RemoveAsync(AppDb db, Guid documentId, CancellationToken cancellationToken)
    {
        var name = documentId.ToString();
        return db.Answers.Where(record => record.Reply.Contains(name)).ExecuteDeleteAsync(cancellationToken);
    }
}
