using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Tickets;

/// <summary>A ticket answers to its Guid and to its number.</summary>
internal static class TicketLookup
{
    /// <returns>Null where the organization has no such ticket.</returns>
    public static async Task<Guid?> FindTicketIdAsync(this AppDb db, string key, CancellationToken cancellationToken)
    {
        var tickets = db.Tickets.AsNoTracking();
        if (Guid.TryParse(key, out var id))
        {
            return await tickets.AnyAsync(ticket => ticket.Id == id, cancellationToken) ? id : null;
        }

        return long.TryParse(key, out var number)
            ? await tickets.Where(ticket => ticket.Number == number).Select(ticket => (Guid?)ticket.Id).SingleOrDefaultAsync(cancellationToken)
            : null;
    }
}
