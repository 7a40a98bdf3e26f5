using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>Tells a database that is away, or too busy just now, from a statement that was wrong.</summary>
internal static class DatabaseOutage
{
    public static bool Is(Exception exception) =>
        (exception is DbUpdateException { InnerException: { } inner } ? inner : exception) is DbException { IsTransient: true };
}
