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
        var id = Guid.CreateVersion7();
        var isSolved = request.Status.IsSolved();
        var wanted = rag.Value.Enabled ? JobsOf(id, isSolved, index) : [];
        var (number, jobIds) = await NumberAndJobsAsync(write, organization, request.Number, wanted, cancellationToken);
        var ticket = new Ticket
        {
            Id = id,
            OrganizationId = organization,
            Number = number,
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
        if (rag.Value.Enabled && !isSolved)
        {
            db.Solutions.Add(new() { TicketId = id, OrganizationId = organization, Status = SolutionStatus.Pending, JobId = jobIds[0], UpdatedAt = now });
        }

        return ticket;
    }

    /// <summary>What a new ticket needs done: its solution first, unless it is solved.</summary>
    private static List<NewJob> JobsOf(Guid ticketId, bool isSolved, bool index)
    {
        var jobs = new List<NewJob>(2);
        if (!isSolved)
        {
            jobs.Add(new TicketSolutionArgs(ticketId).ToJob());
        }

        if (index)
        {
            jobs.Add(TicketIndexing.JobOf(ticketId));
        }

        return jobs;
    }

    // Together: whoever opens a ticket waits for each round trip.
    private async Task<(long Number, IReadOnlyList<Guid> JobIds)> NumberAndJobsAsync(
        WriteScope write, OrganizationId organization, long? own, List<NewJob> wanted, CancellationToken cancellationToken)
    {
        if (own is { } number)
        {
            await Numbers.AdvanceAsync(write, organization, Numbers.Tickets, number, cancellationToken);
            return (number, wanted.Count == 0 ? [] : await jobs.EnqueueSetAsync(write, organization, wanted, cancellationToken));
        }

        return wanted.Count == 0
            ? (await Numbers.NextAsync(write, organization, Numbers.Tickets, cancellationToken), [])
            : await jobs.EnqueueForNewAsync(write, organization, Numbers.Next(organization, Numbers.Tickets), wanted, cancellationToken);
    }
}
