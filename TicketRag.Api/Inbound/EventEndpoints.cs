using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Api.Ingestion;
using TicketRag.Api.Validation;
using TicketRag.Core.Inbound;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Inbound;

/// <summary>Events of other systems over HTTP, for those that have no way to the stream; and what was kept aside.</summary>
internal static class EventEndpoints
{
    private const string Channel = "http";
    private const int MaxEventBytes = 1_000_000;
    private const int MaxPageSize = 200;

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/events").WithTags("Events").RequireAuthorization(Policies.OperatorOrAdmin);
        group.MapPost("/", SendEvent).AddFilter<RagSwitch>().WithMetadata(new RequestSizeLimitAttribute(MaxEventBytes))
            .WithSummary("Send an event (file_uploaded, file_deleted, ticket.created) for the organization that company_id names");
        group.MapGet("/", ListEvents).WithSummary("Events that were received, newest first; with kept_aside=true those that could not be dealt with");
    }

    private static async Task<Results<Accepted<EventReceptionResponse>, ProblemHttpResult>> SendEvent(
        JsonElement body, HttpContext http, AppDb db, EventIntake intake, CancellationToken cancellationToken) =>
        await MaySendAsync(http, body, db, cancellationToken)
            ? TypedResults.Accepted((string?)null, EventReceptionResponse.From(await intake.ReceiveAsync(body.GetRawText(), Channel, cancellationToken)))
            : TypedResults.Problem("An admin may send events of the own organization alone: company_id must be its number.", statusCode: StatusCodes.Status403Forbidden);

    private static async Task<Results<Ok<EventListResponse>, ValidationProblem>> ListEvents(
        HttpContext http,
        AppDb db,
        [FromQuery(Name = "kept_aside"), Description("Only those that were kept aside (true), or that were dealt with (false)")] bool? keptAside,
        [Description("The page before's next")] Guid? after,
        CancellationToken cancellationToken,
        [Description("Page size, at most 200")] int limit = 50)
    {
        if (limit < 1)
        {
            return Problems.Invalid("limit", "Is at least 1.");
        }

        // The operator sees those of all organizations, and those that named none.
        var events = http.User.IsInRole(Policies.Operator) ? db.InboundEvents.IgnoreQueryFilters().AsNoTracking() : db.InboundEvents.AsNoTracking();
        events = keptAside is { } aside ? events.Where(row => row.Reason != null == aside) : events;
        events = after is { } last ? events.Where(row => row.Id < last) : events;
        var size = Math.Min(limit, MaxPageSize);
        var page = await events.OrderByDescending(row => row.Id).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(new EventListResponse(
            [.. page.Take(size).Select(ReceivedEventResponse.From)], page.Count > size ? page[size - 1].Id.ToString() : null));
    }

    private static async Task<bool> MaySendAsync(HttpContext http, JsonElement body, AppDb db, CancellationToken cancellationToken)
    {
        if (http.User.IsInRole(Policies.Operator))
        {
            return true;
        }

        var own = http.Features.Get<Caller>()!.Organization;
        return EventIntake.CompanyOf(body) is { } company && await db.Organizations.AnyAsync(row => row.Id == own && row.Number == company, cancellationToken);
    }
}
