using System.Globalization;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Documents;

/// <summary>Documents with their latest jobs, newest first.</summary>
internal static class DocumentPage
{
    public static IQueryable<DocumentWork> Works(AppDb db) => db.Documents.AsNoTracking()
        .GroupJoin(db.Jobs.AsNoTracking(), document => document.JobId, job => (Guid?)job.Id, (document, jobs) => new { document, jobs })
        .SelectMany(row => row.jobs.DefaultIfEmpty(), (row, job) => new DocumentWork { Document = row.document, Job = job });

    public static Task<DocumentWork?> FindAsync(AppDb db, Guid id, CancellationToken cancellationToken) =>
        Works(db).SingleOrDefaultAsync(work => work.Document.Id == id, cancellationToken);

    /// <summary>Where a page ended: ids of documents don't grow with time, so the time is part of it.</summary>
    public static string CursorOf(Document document) =>
        string.Create(CultureInfo.InvariantCulture, $"{document.CreatedAt.ToUnixMicroseconds()}_{document.Id:N}");

    public static bool TryParseCursor(string cursor, out (DateTimeOffset CreatedAt, Guid Id) last)
    {
        last = default;
        var parts = cursor.Split('_');
        if (parts is not [var micros, var id] || !long.TryParse(micros, CultureInfo.InvariantCulture, out var at) || at is < 0 or > 32_503_680_000_000_000
            || !Guid.TryParseExact(id, "N", out var guid))
        {
            return false;
        }

        last = (Instants.FromUnixMicroseconds(at), guid);
        return true;
    }

    public static async Task<(IReadOnlyList<DocumentWork> Works, string? Next)> ReadAsync(IQueryable<DocumentWork> works, int size, CancellationToken cancellationToken)
    {
        var page = await works.OrderByDescending(work => work.Document.CreatedAt).ThenByDescending(work => work.Document.Id).Take(size + 1).ToListAsync(cancellationToken);
        return ([.. page.Take(size)], page.Count > size ? CursorOf(page[size - 1].Document) : null);
    }
}
