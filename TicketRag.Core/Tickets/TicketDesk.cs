using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Core.Answers;
using TicketRag.Core.Documents;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Tickets;

/// <summary>
/// Opens, changes and comments tickets. A ticket, its audit entry, its due times and its jobs are one transaction; nothing here embeds,
/// generates or calls another service.
/// </summary>
public sealed class TicketDesk(AppDb db, JobQueue jobs, IOptions<RagOptions> rag, IOptions<SlaOptions> sla)
{
    public async Task<Ticket> OpenAsync(Caller caller, NewTicket request, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var ticket = await AddAsync(write, caller.Organization, caller.Name, request, rag.Value.IndexOnTicketCreate, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return ticket;
    }

    /// <summary>Changes what <paramref name="change"/> sets; null where the ticket isn't there.</summary>
    public async Task<TicketChangeResult?> ChangeAsync(Caller caller, Guid ticketId, TicketChange change, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var ticket = await db.Tickets.SingleOrDefaultAsync(row => row.Id == ticketId, cancellationToken);
        if (ticket is null)
        {
            return null;
        }

        var from = ticket.Status;
        var to = change.Status ?? from;
        if (to != from && !StatusGraph.Allows(from, to))
        {
            return new TicketChangeResult.NotAllowed(from, StatusGraph.Next(from));
        }

        var resolution = change.Resolution ?? ticket.Resolution;
        if (to == TicketStatus.Resolved && from != to && string.IsNullOrWhiteSpace(resolution))
        {
            return new TicketChangeResult.ResolutionMissing();
        }

        change.ApplyTo(ticket);
        ticket.UpdatedAt = db.Now;
        if (to != from)
        {
            ticket.Enter(to, db.Now, sla.Value);
        }

        Audit(ticket.OrganizationId, ticket.Id, caller.Name, to == from ? "ticket.changed" : "ticket.status_changed",
            to == from ? null : JsonSerializer.Serialize(new Dictionary<string, string> { ["from"] = from.Name(), ["to"] = to.Name() }));
        await ReindexAsync(write, ticket, justResolved: to != from && to == TicketStatus.Resolved, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return new TicketChangeResult.Changed(ticket);
    }

    /// <returns>Null where the ticket isn't there.</returns>
    public async Task<Comment?> CommentAsync(Caller caller, Guid ticketId, string author, string body, bool isInternal, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var ticket = await db.Tickets.SingleOrDefaultAsync(row => row.Id == ticketId, cancellationToken);
        if (ticket is null)
        {
            return null;
        }

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
        Audit(ticket.OrganizationId, ticket.Id, caller.Name, isInternal ? "ticket.note_added" : "ticket.commented", null);
        await ReindexAsync(write, ticket, justResolved: false, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return comment;
    }

    /// <summary>Adds a ticket, its audit entry and, while RAG is on, its jobs to <paramref name="write"/>.</summary>
    /// <param name="index">Whether it is indexed now, too, and not only solved.</param>
    public async Task<Ticket> AddAsync(
        WriteScope write, OrganizationId organization, string actor, NewTicket request, bool index, CancellationToken cancellationToken)
    {
        var now = db.Now;
        var ticket = new Ticket
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = organization,
            Number = await NumberAsync(write, organization, request.Number, cancellationToken),
            Title = request.Title,
            Description = request.Description,
            Category = request.Category,
            Priority = request.Priority,
            NeedAdmin = request.NeedAdmin,
            RequesterEmail = request.RequesterEmail,
            Tags = [.. request.Tags],
            Metadata = request.Metadata,
            Resolution = request.Resolution,
            CreatedAt = now,
            UpdatedAt = now,
        };
        if (request.Status != TicketStatus.Open)
        {
            ticket.Enter(request.Status, now, sla.Value);
        }

        db.Tickets.Add(ticket);
        Audit(organization, ticket.Id, actor, "ticket.created", null);
        if (rag.Value.Enabled)
        {
            await EnqueueAsync(write, ticket, index, cancellationToken);
        }

        return ticket;
    }

    private async Task EnqueueAsync(WriteScope write, Ticket ticket, bool index, CancellationToken cancellationToken)
    {
        var wanted = new List<NewJob>(2);
        if (!ticket.IsSolved)
        {
            wanted.Add(new TicketSolutionArgs(ticket.Id).ToJob());
        }

        if (index)
        {
            wanted.Add(IndexingOf(ticket));
        }

        if (wanted.Count == 0)
        {
            return;
        }

        var ids = await jobs.EnqueueSetAsync(write, ticket.OrganizationId, wanted, cancellationToken);
        if (!ticket.IsSolved)
        {
            db.Solutions.Add(new()
            {
                TicketId = ticket.Id,
                OrganizationId = ticket.OrganizationId,
                Status = SolutionStatus.Pending,
                JobId = ids[0],
                UpdatedAt = ticket.CreatedAt,
            });
        }
    }

    private static async Task<long> NumberAsync(WriteScope write, OrganizationId organization, long? own, CancellationToken cancellationToken)
    {
        if (own is not { } number)
        {
            return await Numbers.NextAsync(write, organization, Numbers.Tickets, cancellationToken);
        }

        await Numbers.AdvanceAsync(write, organization, Numbers.Tickets, number, cancellationToken);
        return number;
    }

    // What is in the index follows every change; what isn't comes in when the ticket is resolved.
    private async Task ReindexAsync(WriteScope write, Ticket ticket, bool justResolved, CancellationToken cancellationToken)
    {
        var wanted = rag.Value.Enabled
            && (justResolved
                ? rag.Value.IndexOnTicketResolve
                : rag.Value.IndexOnTicketCreate
                    || await db.Documents.AnyAsync(row => row.SourceKind == SourceKind.Ticket && row.SourceId == ticket.Id, cancellationToken));
        if (wanted)
        {
            await jobs.EnqueueAsync(write, ticket.OrganizationId, IndexingOf(ticket), cancellationToken);
        }
    }

    private static NewJob IndexingOf(Ticket ticket) => new SourceIndexingArgs(SourceKind.Ticket, ticket.Id, IndexAction.Upsert).ToJob();

    private void Audit(OrganizationId organization, Guid ticketId, string actor, string action, string? details) =>
        db.AuditEntries.Add(new()
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = organization,
            SubjectType = "ticket",
            SubjectId = ticketId,
            Action = action,
            Actor = actor,
            Details = details,
            At = db.Now,
        });
}
