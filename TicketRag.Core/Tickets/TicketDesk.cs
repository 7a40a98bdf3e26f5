using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Core.Answers;
using TicketRag.Core.Idempotency;
using TicketRag.Core.Inbound;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Tickets;

/// <summary>
/// Opens and changes tickets. A ticket, its audit entry, its due times and its jobs are one transaction; nothing here embeds,
/// generates or calls another service.
/// </summary>
public sealed class TicketDesk(
    AppDb db,
    JobQueue jobs,
    OncePerKey once,
    EventPublisher events,
    TicketAudit audit,
    TicketIndexing indexing,
    IOptions<RagOptions> rag,
    IOptions<SlaOptions> sla)
{
    /// <param name="key">The client's <c>Idempotency-Key</c>: the ticket that it opened before is returned.</param>
    public async Task<Ticket> OpenAsync(Caller caller, NewTicket request, string? key, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        Ticket? opened = null;
        var id = await once.RunAsync(write, caller.Organization, key, OncePerKey.Request("ticket", request), async () =>
        {
            opened = await AddAsync(write, caller.Organization, caller.Name, request, rag.Value.IndexOnTicketCreate, cancellationToken);
            await events.TicketCreatedAsync(write, opened, cancellationToken);
            return opened.Id;
        }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return opened ?? await db.Tickets.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
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

        audit.Note(ticket, caller.Name, to == from ? "ticket.changed" : "ticket.status_changed",
            to == from ? null : JsonSerializer.Serialize(new Dictionary<string, string> { ["from"] = from.Name(), ["to"] = to.Name() }));
        await indexing.FollowAsync(write, ticket, justResolved: to != from && to == TicketStatus.Resolved, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return new TicketChangeResult.Changed(ticket);
    }

    /// <summary>
    /// A ticket that another system has opened: adds it where its number is not known, and has a solution written for it within <paramref name="write"/>.
    /// </summary>
    /// <returns>The solution's job; null while RAG is off, and for a ticket that is solved.</returns>
    public async Task<Guid?> EnsureAsync(WriteScope write, OrganizationId organization, string actor, NewTicket request, CancellationToken cancellationToken)
    {
        var known = await db.Tickets.AsNoTracking().SingleOrDefaultAsync(row => row.Number == request.Number, cancellationToken);
        if (known is null)
        {
            var ticket = await AddAsync(write, organization, actor, request, rag.Value.IndexOnTicketCreate, cancellationToken);
            return db.Solutions.Local.SingleOrDefault(solution => solution.TicketId == ticket.Id)?.JobId;
        }

        return rag.Value.Enabled && !known.IsSolved ? await SolveAgainAsync(write, known, cancellationToken) : null;
    }

    private async Task<Guid> SolveAgainAsync(WriteScope write, Ticket ticket, CancellationToken cancellationToken)
    {
        var job = await jobs.EnqueueAsync(write, ticket.OrganizationId, new TicketSolutionArgs(ticket.Id).ToJob(), cancellationToken);
        var now = db.Now;
        var changed = await db.Solutions.Where(solution => solution.TicketId == ticket.Id).ExecuteUpdateAsync(
            set => set
                .SetProperty(solution => solution.Status, SolutionStatus.Pending)
                .SetProperty(solution => solution.JobId, job)
                .SetProperty(solution => solution.UpdatedAt, now),
            cancellationToken);
        if (changed == 0)
        {
            db.Solutions.Add(new() { TicketId = ticket.Id, OrganizationId = ticket.OrganizationId, Status = SolutionStatus.Pending, JobId = job, UpdatedAt = now });
        }

        return job;
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
        audit.Note(ticket, actor, "ticket.created", null);
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
            wanted.Add(TicketIndexing.JobOf(ticket));
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
}
