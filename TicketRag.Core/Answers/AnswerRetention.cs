using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Answers;

/// <summary>Deletes kept answers of all organizations that are older than <see cref="RagOptions.AnswerMaxAgeDays"/>.</summary>
public static class AnswerRetention
{
    /// <returns>How many were deleted.</returns>
    public static async Task<int> ApplyAsync(AppDb db, RagOptions options, CancellationToken cancellationToken)
    {
        var oldest = db.Now - TimeSpan.FromDays(options.AnswerMaxAgeDays);
        await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);
        var deleted = await db.Answers.IgnoreQueryFilters().Where(record => record.CreatedAt < oldest).ExecuteDeleteAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
        return deleted;
    }
}
