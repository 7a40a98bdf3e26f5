using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Core.Documents;
using TicketRag.Core.Answers;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Tickets;

/// <summary>When a ticket is put into the index.</summary>
public sealed class TicketIndexing(AppDb db, JobQueue jobs, DocumentRemoval documents, IOptions<RagOptions> rag)
{
    public static NewJob JobOf(Guid ticketId) => new SourceIndexingArgs(SourceKind.Ticket, ticketId, IndexAction.Upsert).ToJob();

    /// <summary>
    /// After a change: what is in the index follows every one; what isn't comes in when the ticket is resolved. A solved ticket may be on its way there, read
    /// before the change and not stored yet, so it is always followed.
    /// </summary>
    public async Task FollowAsync(WriteScope write, Ticket ticket, bool justResolved, CancellationToken cancellationToken)
    {
        var wanted = rag.Value.Enabled
            && (justResolved
                ? rag.Value.IndexOnTicketResolve
                : rag.Value.IndexOnTicketCreate
                    || (ticket.IsSolved && rag.Value.IndexOnTicketResolve)
                    || await db.Documents.AnyAsync(row => row.SourceKind == SourceKind.Ticket && row.SourceId == ticket.Id, cancellationToken));
        if (wanted)
        {
            await jobs.EnqueueAsync(write, ticket.OrganizationId, JobOf(ticket.Id), cancellationToken);
        }
    }

    /// <summary>
    /// After a part of it was deleted: what is indexed answers nothing until it is indexed without. Also while RAG is off: nothing deleted may answer when it comes
    /// back, and the rest of the ticket should.
    /// </summary>
    public async Task WithoutPartAsync(WriteScope write, Ticket ticket, CancellationToken cancellationToken)
    {
        if (await documents.WithdrawAsync(write, SourceKind.Ticket, ticket.Id, cancellationToken))
        {
            await jobs.EnqueueAsync(write, ticket.OrganizationId, JobOf(ticket.Id), cancellationToken);
        }
    }
}
