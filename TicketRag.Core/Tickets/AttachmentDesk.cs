using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents;
using TicketRag.Core.Idempotency;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Tickets;

/// <summary>Puts files on tickets and takes them off.</summary>
public sealed class AttachmentDesk(AppDb db, OncePerKey once, TicketAudit audit, TicketIndexing indexing)
{
    /// <summary>Puts files on a ticket, which lie in the blob store already.</summary>
    /// <returns>Null where the ticket isn't there.</returns>
    public async Task<IReadOnlyList<Attachment>?> AddAsync(
        Caller caller, Guid ticketId, IReadOnlyList<StoredFile> files, bool isInternal, string? key, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        if (await db.Tickets.SingleOrDefaultAsync(row => row.Id == ticketId, cancellationToken) is not { } ticket)
        {
            return null;
        }

        List<Attachment>? attachments = null;
        var id = await once.RunAsync(write, caller.Organization, key, OncePerKey.Request("attachments", new { ticketId, files, isInternal }), async () =>
        {
            attachments = await AddAsync(write, ticket, caller, files, isInternal, cancellationToken);
            return attachments[0].Id;
        }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return attachments ?? await AttachedWithAsync(id, cancellationToken);
    }

    // Those of one request have one moment.
    private async Task<List<Attachment>> AttachedWithAsync(Guid id, CancellationToken cancellationToken)
    {
        var first = await db.Attachments.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw new IdempotentResultGoneException();
        return await db.Attachments.AsNoTracking()
            .Where(row => row.TicketId == first.TicketId && row.CreatedAt == first.CreatedAt && row.AddedBy == first.AddedBy)
            .OrderBy(row => row.Id).ToListAsync(cancellationToken);
    }

    private async Task<List<Attachment>> AddAsync(
        WriteScope write, Ticket ticket, Caller caller, IReadOnlyList<StoredFile> files, bool isInternal, CancellationToken cancellationToken)
    {
        var now = db.Now;
        List<Attachment> attachments =
        [
            .. files.Select(file => new Attachment
            {
                Id = Guid.CreateVersion7(),
                OrganizationId = ticket.OrganizationId,
                TicketId = ticket.Id,
                FileName = file.FileName,
                ContentType = file.ContentType is { } type ? TextCut.AtMost(type, 200) : null,
                Length = file.Length,
                BlobSha256 = file.BlobSha256,
                Internal = isInternal,
                AddedBy = caller.Name,
                CreatedAt = now,
            }),
        ];
        db.Attachments.AddRange(attachments);
        audit.Note(ticket, caller.Name, "ticket.attached", JsonSerializer.Serialize(files.Select(file => file.FileName)));
        ticket.UpdatedAt = now;
        await indexing.FollowAsync(write, ticket, justResolved: false, cancellationToken);
        return attachments;
    }

    /// <returns>What it was; null where it isn't there. Its bytes are the caller's to see to.</returns>
    public async Task<Attachment?> RemoveAsync(Caller caller, Guid attachmentId, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        if (await db.Attachments.SingleOrDefaultAsync(row => row.Id == attachmentId, cancellationToken) is not { } attachment)
        {
            return null;
        }

        var ticket = await db.Tickets.SingleAsync(row => row.Id == attachment.TicketId, cancellationToken);
        db.Attachments.Remove(attachment);
        audit.Note(ticket, caller.Name, "ticket.attachment_removed", JsonSerializer.Serialize(attachment.FileName));
        ticket.UpdatedAt = db.Now;
        await indexing.WithoutPartAsync(write, ticket, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return attachment;
    }
}
