using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Answers;

/// <summary>What was answered from a source is not repeated once the source is gone, however long the answer is kept.</summary>
public static class CitedSources
{
    /// <summary>Whether all of these documents are still there.</summary>
    public static async Task<bool> AreThereAsync(AppDb db, IEnumerable<Guid> documents, CancellationToken cancellationToken)
    {
        var wanted = documents.Distinct().ToArray();
        return wanted.Length == 0 || await db.Documents.CountAsync(document => wanted.Contains(document.Id), cancellationToken) == wanted.Length;
    }
}
