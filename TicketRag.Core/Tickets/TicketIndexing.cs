using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Core.Documents;
using TicketRag.Core.Answers;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Tickets;

/// <summary>When a ticket is put into the index.</summary>
public sealed class TicketIndexing(AppDb db, JobQueue jobs, IOptions<RagOptions> rag)
{
    public static NewJob JobOf(Ticket ticket) => new SourceIndexingArgs(SourceKind.Ticket, ticket.Id, IndexAction.Upsert).ToJob();

    /// <summary>After a change: what is in the index follows every one; what isn't comes in when the ticket is resolved.</summary>
    public async Task FollowAsync(WriteScope write, Ticket ticket, bool justResolved, CancellationToken cancellationToken)
    {
        var wanted = rag.Value.Enabled
            && (justResolved
                ? rag.Value.IndexOnTicketResolve
                : rag.Value.IndexOnTicketCreate
                    || await db.Documents.AnyAsync(row => row.SourceKind == SourceKind.Ticket && row.SourceId == ticket.Id, cancellationToken));
        if (wanted)
        {
            await jobs.EnqueueAsync(write, ticket.OrganizationId, JobOf(ticket), cancellationToken);
        }
    }
}
