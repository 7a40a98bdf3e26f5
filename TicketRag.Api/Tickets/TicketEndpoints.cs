using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Api.Idempotency;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Tickets;

namespace TicketRag.Api.Tickets;

internal static class TicketEndpoints
{
    private const int MaxPageSize = 200;

    public static void MapTickets(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/tickets").WithTags("Tickets").RequireAuthorization(Policies.AgentViewer);
        group.MapPost("/", OpenTicket).TakeIdempotencyKey().RequireAuthorization(Policies.Editor).WithSummary("Open a ticket; its solution is written in the background");
        group.MapGet("/", ListTickets).WithSummary("List tickets, newest first");
        group.MapGet("/{id}", GetTicket).WithSummary("A ticket, by id or number");
        group.MapPatch("/{id}", ChangeTicket).RequireAuthorization(Policies.Editor).WithSummary("Change a ticket's fields, status or resolution");
        group.MapGet("/{id}/solution", GetSolution).WithSummary("The suggested solution with its citations; its status says how far it is");
        group.MapGet("/{id}/audit", GetAudit).WithSummary("Who did what to a ticket, oldest first");
    }

    private static async Task<Results<Created<TicketResponse>, ValidationProblem, ProblemHttpResult>> OpenTicket(
        OpenTicketRequest request, Caller caller, TicketDesk desk, RequestedKey key, IOptions<TextLimits> limits, CancellationToken cancellationToken)
    {
        if (request.Description.Length > limits.Value.MaxTextLength)
        {
            return Problems.TooLarge("description", limits.Value.MaxTextLength);
        }

        if (request.Status is not (null or TicketStatus.Open or TicketStatus.Accepted))
        {
            return Problems.Invalid("status", "A new ticket is open or ACCEPTED.");
        }

        if (!JsonObjects.IsObjectOrAbsent(request.Metadata))
        {
            return Problems.Invalid("metadata", "Must be a JSON object.");
        }

        var ticket = await desk.OpenAsync(
            caller,
            new(request.Title.Trim(), request.Description)
            {
                Category = request.Category,
                Priority = request.Priority ?? TicketPriority.Normal,
                Status = request.Status ?? TicketStatus.Open,
                NeedAdmin = request.NeedAdmin ?? false,
                RequesterEmail = request.RequesterEmail,
                Tags = request.Tags ?? [],
                Metadata = JsonObjects.TextOf(request.Metadata),
            },
            key.Value,
            cancellationToken);
        return TypedResults.Created($"/api/v1/tickets/{ticket.Id}", TicketResponse.From(ticket));
    }

    private static async Task<Results<Ok<TicketListResponse>, ValidationProblem>> ListTickets(
        AppDb db,
        [Description("Only tickets in this status")] string? status,
        [Description("Only tickets of this priority")] string? priority,
        [Description("Only tickets of this category")] string? category,
        [Description("The page before's next")] Guid? after,
        CancellationToken cancellationToken,
        [Description("Page size, at most 200")] int limit = 50)
    {
        if (limit < 1)
        {
            return Problems.Invalid("limit", "Is at least 1.");
        }

        var tickets = db.Tickets.AsNoTracking();
        if (status is not null)
        {
            if (!TicketStatusNames.TryParse(status, out var wanted))
            {
                return Problems.Invalid("status", $"Is one of {string.Join(", ", TicketStatusNames.All)}.");
            }

            tickets = tickets.Where(ticket => ticket.Status == wanted);
        }

        if (priority is not null)
        {
            if (!SnakeCaseName.TryParse<TicketPriority>(priority, out var wanted))
            {
                return Problems.Invalid("priority", $"Is one of {string.Join(", ", SnakeCaseName.All<TicketPriority>())}.");
            }

            tickets = tickets.Where(ticket => ticket.Priority == wanted);
        }

        if (category is not null)
        {
            tickets = tickets.Where(ticket => ticket.Category == category);
        }

        if (after is { } last)
        {
            tickets = tickets.Where(ticket => ticket.Id < last);
        }

        var size = Math.Min(limit, MaxPageSize);
        var page = await tickets.OrderByDescending(ticket => ticket.Id).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(new TicketListResponse(
            [.. page.Take(size).Select(TicketResponse.From)],
            page.Count > size ? page[size - 1].Id.ToString() : null));
    }

    private static async Task<Results<Ok<TicketResponse>, ProblemHttpResult>> GetTicket(string id, AppDb db, CancellationToken cancellationToken) =>
        await db.FindTicketIdAsync(id, cancellationToken) is { } ticketId
            ? TypedResults.Ok(TicketResponse.From(await db.Tickets.AsNoTracking().SingleAsync(ticket => ticket.Id == ticketId, cancellationToken)))
            : Problems.NotFound("ticket");

    private static async Task<Results<Ok<TicketResponse>, ValidationProblem, ProblemHttpResult>> ChangeTicket(
        string id, ChangeTicketRequest request, Caller caller, TicketDesk desk, AppDb db, IOptions<TextLimits> limits, CancellationToken cancellationToken)
    {
        foreach (var (member, text) in new[] { ("description", request.Description), ("resolution", request.Resolution) })
        {
            if (text?.Length > limits.Value.MaxTextLength)
            {
                return Problems.TooLarge(member, limits.Value.MaxTextLength);
            }
        }

        if (!JsonObjects.IsObjectOrAbsent(request.Metadata))
        {
            return Problems.Invalid("metadata", "Must be a JSON object.");
        }

        var change = new TicketChange
        {
            Title = request.Title?.Trim(),
            Description = request.Description,
            Category = request.Category,
            Priority = request.Priority,
            Status = request.Status,
            NeedAdmin = request.NeedAdmin,
            RequesterEmail = request.RequesterEmail,
            Tags = request.Tags,
            Metadata = JsonObjects.TextOf(request.Metadata),
            Resolution = request.Resolution,
        };
        return await db.FindTicketIdAsync(id, cancellationToken) is not { } ticketId
            ? Problems.NotFound("ticket")
            : await desk.ChangeAsync(caller, ticketId, change, cancellationToken) switch
            {
                TicketChangeResult.Changed changed => TypedResults.Ok(TicketResponse.From(changed.Ticket)),
                TicketChangeResult.NotAllowed refused => NotAllowed(refused),
                TicketChangeResult.ResolutionMissing => Problems.Invalid("resolution", "Say what solved it: a RESOLVED ticket needs a resolution."),
                _ => Problems.NotFound("ticket"),
            };
    }

    private static ProblemHttpResult NotAllowed(TicketChangeResult.NotAllowed refused)
    {
        var allowed = refused.Allowed.Select(status => status.Name()).ToArray();
        return TypedResults.Problem(
            $"A ticket that is {refused.From.Name()} can become {string.Join(" or ", allowed)}.",
            statusCode: StatusCodes.Status409Conflict,
            extensions: new Dictionary<string, object?> { ["allowed"] = allowed });
    }

    private static async Task<Results<Ok<SolutionResponse>, ProblemHttpResult>> GetSolution(string id, AppDb db, CancellationToken cancellationToken)
    {
        if (await db.FindTicketIdAsync(id, cancellationToken) is not { } ticketId)
        {
            return Problems.NotFound("ticket");
        }

        return await db.Solutions.AsNoTracking().SingleOrDefaultAsync(solution => solution.TicketId == ticketId, cancellationToken) is { } solution
            ? TypedResults.Ok(await SolutionResponse.FromAsync(db, solution, cancellationToken))
            : TypedResults.Problem("No solution was asked for: retrieval was switched off when the ticket was created.", statusCode: StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<AuditResponse>, ProblemHttpResult>> GetAudit(string id, AppDb db, CancellationToken cancellationToken)
    {
        if (await db.FindTicketIdAsync(id, cancellationToken) is not { } ticketId)
        {
            return Problems.NotFound("ticket");
        }

        var entries = await db.AuditEntries.AsNoTracking().Where(entry => entry.SubjectId == ticketId).OrderBy(entry => entry.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(new AuditResponse(
            [.. entries.Select(entry => new AuditEntryResponse(entry.Id, entry.Action, entry.Actor, JsonObjects.Parse(entry.Details), entry.At))]));
    }
}
