using TicketRag.Core.Persistence;

namespace TicketRag.Core.Tickets;

/// <summary>Who did what to a ticket.</summary>
public sealed class TicketAudit(AppDb db)
{
    /// <summary>Notes it together with what <see cref="AppDb"/> saves next.</summary>
    /// <param name="action">Such as <c>ticket.commented</c>.</param>
    /// <param name="details">JSON; null where the action says it all.</param>
    public void Note(Ticket ticket, string actor, string action, string? details) =>
        db.AuditEntries.Add(new()
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = ticket.OrganizationId,
            SubjectType = "ticket",
            SubjectId = ticket.Id,
            Action = action,
            Actor = actor,
            Details = details,
            At = db.Now,
        });
}
