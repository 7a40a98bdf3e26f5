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

/// <summary>What is said on tickets, and noted for agents only.</summary>
internal static class CommentEndpoints
{
    public static void MapComments(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/tickets/{id}").WithTags("Tickets").RequireAuthorization(Policies.AgentViewer);
        group.MapPost("/comments", AddComment).TakeIdempotencyKey().RequireAuthorization(Policies.Editor).WithSummary("Comment on a ticket, or note something for agents only");
        group.MapGet("/comments", ListComments).WithSummary("A ticket's comments, oldest first");
    }

    private static async Task<Results<Created<CommentResponse>, ProblemHttpResult>> AddComment(
        string id, AddCommentRequest request, Caller caller, CommentDesk desk, RequestedKey key, AppDb db, IOptions<TextLimits> limits,
        CancellationToken cancellationToken)
    {
        if (request.Body.Length > limits.Value.MaxTextLength)
        {
            return Problems.TooLarge("body", limits.Value.MaxTextLength);
        }

        return await db.FindTicketIdAsync(id, cancellationToken) is { } ticketId
            && await desk.AddAsync(
                caller, ticketId, request.Author ?? caller.Name, request.Body, request.Internal ?? false, key.Value, cancellationToken) is { } comment
            ? TypedResults.Created($"/api/v1/tickets/{ticketId}/comments", CommentResponse.From(comment))
            : Problems.NotFound("ticket");
    }

    private static async Task<Results<Ok<CommentListResponse>, ProblemHttpResult>> ListComments(string id, AppDb db, CancellationToken cancellationToken)
    {
        if (await db.FindTicketIdAsync(id, cancellationToken) is not { } ticketId)
        {
            return Problems.NotFound("ticket");
        }

        var comments = await db.Comments.AsNoTracking().Where(comment => comment.TicketId == ticketId).OrderBy(comment => comment.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(new CommentListResponse([.. comments.Select(CommentResponse.From)]));
    }
}
