using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Idempotency;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Tickets;

/// <summary>Comments tickets, for whoever reads them or as notes among agents.</summary>
public sealed class CommentDesk(AppDb db, OncePerKey once, TicketAudit audit, TicketIndexing indexing)
{
    /// <returns>Null where the ticket isn't there.</returns>
    public async Task<Comment?> AddAsync(
        Caller caller, Guid ticketId, string author, string body, bool isInternal, string? key, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var ticket = await db.Tickets.SingleOrDefaultAsync(row => row.Id == ticketId, cancellationToken);
        if (ticket is null)
        {
            return null;
        }

        Comment? comment = null;
        var id = await once.RunAsync(write, caller.Organization, key, OncePerKey.Request("comment", new { ticketId, author, body, isInternal }), async () =>
        {
            comment = await AddAsync(write, ticket, caller, author, body, isInternal, cancellationToken);
            return comment.Id;
        }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return comment ?? await db.Comments.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
    }

    private async Task<Comment> AddAsync(
        WriteScope write, Ticket ticket, Caller caller, string author, string body, bool isInternal, CancellationToken cancellationToken)
    {
        var comment = new Comment
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = ticket.OrganizationId,
            TicketId = ticket.Id,
            Author = author,
            Body = body,
            Internal = isInternal,
            CreatedAt = db.Now,
        };
        db.Comments.Add(comment);
        ticket.UpdatedAt = db.Now;
        audit.Note(ticket, caller.Name, isInternal ? "ticket.note_added" : "ticket.commented", null);
        await indexing.FollowAsync(write, ticket, justResolved: false, cancellationToken);
        return comment;
    }
}
