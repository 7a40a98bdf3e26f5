using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Outbound;
using TicketRag.Core.Persistence;
using TicketRag.Core.Webhooks;

namespace TicketRag.Api.Webhooks;

/// <summary>Where an organization wants to be told that its jobs ended.</summary>
internal static class WebhookEndpoints
{
    private static readonly string[] EndStates = [.. new[] { JobState.Completed, JobState.Failed, JobState.Cancelled }.Select(SnakeCaseName.Of)];

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/webhooks").WithTags("Webhooks").RequireAuthorization(Policies.Admin);
        group.MapPost("/", AddWebhook).WithName("AddWebhook").WithSummary("Register an address; its secret is shown this once");
        group.MapGet("/", ListWebhooks).WithName("ListWebhooks").WithSummary("List webhooks, newest first");
        group.MapGet("/{id:guid}", GetWebhook).WithName("GetWebhook").WithSummary("A webhook");
        group.MapPatch("/{id:guid}", ChangeWebhook).WithName("ChangeWebhook").WithSummary("Change a webhook; enabled=true puts a disabled one back to work");
        group.MapDelete("/{id:guid}", RemoveWebhook).WithName("RemoveWebhook").WithSummary("Delete a webhook with its log");
        group.MapPost("/{id:guid}/rotate-secret", RotateSecret).WithName("RotateWebhookSecret").WithSummary("Make a new secret; the one before it signs as well for a while");
        group.MapPost("/{id:guid}/test", SendTest).WithName("TestWebhook").WithSummary("Send a test message");
        group.MapGet("/{id:guid}/deliveries", ListDeliveries).WithName("ListWebhookDeliveries").WithSummary("The delivery log, newest first");
        var deliveries = routes.MapGroup("/api/v1/webhook-deliveries").WithTags("Webhooks").RequireAuthorization(Policies.Admin);
        deliveries.MapGet("/{id:guid}", GetDelivery).WithName("GetWebhookDelivery").WithSummary("A delivery with its payload");
        deliveries.MapPost("/{id:guid}/redeliver", Redeliver).WithName("RedeliverWebhook").WithSummary("Send a message again, with the same id and body");
    }

    private static async Task<Results<Created<AddedWebhookResponse>, ValidationProblem, ProblemHttpResult>> AddWebhook(
        AddWebhookRequest request, Caller caller, WebhookDesk desk, OutboundGuard guard, CancellationToken cancellationToken)
    {
        if (Refusal(guard, request.Url, request.States) is { } refusal)
        {
            return refusal;
        }

        var webhook = await desk.AddAsync(
            caller,
            webhook => (webhook.Url, webhook.Description, webhook.Kinds, webhook.States) =
                (request.Url, request.Description, [.. request.Kinds ?? []], [.. request.States ?? []]),
            cancellationToken);
        return webhook is null
            ? TypedResults.Problem("Your organization has as many webhooks as it may. Delete one that is not needed any more.", statusCode: StatusCodes.Status409Conflict)
            : TypedResults.Created($"/api/v1/webhooks/{webhook.Id}", new AddedWebhookResponse(WebhookResponse.From(webhook), webhook.Secret));
    }

    private static async Task<Ok<WebhookListResponse>> ListWebhooks(AppDb db, CancellationToken cancellationToken) =>
        TypedResults.Ok(new WebhookListResponse(
            [.. (await db.Webhooks.AsNoTracking().OrderByDescending(row => row.Id).ToListAsync(cancellationToken)).Select(WebhookResponse.From)]));

    private static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> GetWebhook(Guid id, AppDb db, CancellationToken cancellationToken) =>
        await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } webhook
            ? TypedResults.Ok(WebhookResponse.From(webhook))
            : Problems.NotFound("webhook");

    private static async Task<Results<Ok<WebhookResponse>, ValidationProblem, ProblemHttpResult>> ChangeWebhook(
        Guid id, ChangeWebhookRequest request, Caller caller, AppDb db, WebhookDesk desk, OutboundGuard guard, CancellationToken cancellationToken)
    {
        if (Refusal(guard, request.Url, request.States) is { } refusal)
        {
            return refusal;
        }

        var changed = await desk.ChangeAsync(caller, id, webhook => Apply(request, webhook, db.Now), cancellationToken);
        return changed is null ? Problems.NotFound("webhook") : TypedResults.Ok(WebhookResponse.From(changed));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveWebhook(Guid id, Caller caller, WebhookDesk desk, CancellationToken cancellationToken) =>
        await desk.RemoveAsync(caller, id, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound("webhook");

    private static async Task<Results<Ok<RotatedSecretResponse>, ProblemHttpResult>> RotateSecret(
        Guid id, Caller caller, WebhookDesk desk, CancellationToken cancellationToken) =>
        await desk.RotateSecretAsync(caller, id, cancellationToken) is { } webhook
            ? TypedResults.Ok(new RotatedSecretResponse(webhook.Secret, webhook.PreviousSecretUntil!.Value))
            : Problems.NotFound("webhook");

    private static async Task<Results<Accepted<WebhookDeliveryResponse>, ProblemHttpResult>> SendTest(Guid id, WebhookDesk desk, CancellationToken cancellationToken) =>
        Sent(await desk.TestAsync(id, cancellationToken), "webhook");

    private static async Task<Results<Ok<WebhookDeliveryListResponse>, ValidationProblem, ProblemHttpResult>> ListDeliveries(
        Guid id, AppDb db, string? status, Guid? after, CancellationToken cancellationToken, int limit = 50)
    {
        var wanted = default(WebhookDeliveryStatus);
        if (status is not null && !SnakeCaseName.TryParse(status, out wanted))
        {
            return Problems.Invalid("status", $"Is one of {string.Join(", ", SnakeCaseName.All<WebhookDeliveryStatus>())}.");
        }

        if (limit < 1)
        {
            return Problems.Invalid("limit", "Is at least 1.");
        }

        if (!await db.Webhooks.AnyAsync(row => row.Id == id, cancellationToken))
        {
            return Problems.NotFound("webhook");
        }

        var size = Math.Min(limit, 200);
        var page = await db.WebhookDeliveries.AsNoTracking()
            .Where(row => row.WebhookId == id && (status == null || row.Status == wanted) && (after == null || row.Id < after))
            .OrderByDescending(row => row.Id).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(new WebhookDeliveryListResponse(
            [.. page.Take(size).Select(row => WebhookDeliveryResponse.From(row, withPayload: false))], page.Count > size ? page[size - 1].Id.ToString() : null));
    }

    private static async Task<Results<Ok<WebhookDeliveryResponse>, ProblemHttpResult>> GetDelivery(Guid id, AppDb db, CancellationToken cancellationToken) =>
        await db.WebhookDeliveries.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } delivery
            ? TypedResults.Ok(WebhookDeliveryResponse.From(delivery, withPayload: true))
            : Problems.NotFound("delivery");

    private static async Task<Results<Accepted<WebhookDeliveryResponse>, ProblemHttpResult>> Redeliver(Guid id, WebhookDesk desk, CancellationToken cancellationToken) =>
        Sent(await desk.RedeliverAsync(id, cancellationToken), "delivery");

    private static Results<Accepted<WebhookDeliveryResponse>, ProblemHttpResult> Sent(WebhookDelivery? delivery, string what) => delivery is null
        ? Problems.NotFound(what)
        : TypedResults.Accepted($"/api/v1/webhook-deliveries/{delivery.Id}", WebhookDeliveryResponse.From(delivery, withPayload: true));

    private static void Apply(ChangeWebhookRequest request, Webhook webhook, DateTimeOffset now)
    {
        webhook.Url = request.Url ?? webhook.Url;
        webhook.Description = request.Description ?? webhook.Description;
        webhook.Kinds = request.Kinds is { } kinds ? [.. kinds] : webhook.Kinds;
        webhook.States = request.States is { } states ? [.. states] : webhook.States;
        switch (request.Enabled)
        {
            case true:
                webhook.Enable();
                break;
            case false:
                webhook.Disable("Switched off by an admin", now);
                break;
        }
    }

    private static ValidationProblem? Refusal(OutboundGuard guard, string? url, IReadOnlyList<string>? states)
    {
        if (url is not null && (Uri.TryCreate(url, UriKind.Absolute, out var uri) ? guard.Refusal(uri) : "Is no absolute address, like https://example.com/hook.") is { } reason)
        {
            return Problems.Invalid("url", reason);
        }

        return states?.FirstOrDefault(state => !EndStates.Contains(state)) is { } unknown
            ? Problems.Invalid("states", $"'{unknown}' is none of {string.Join(", ", EndStates)}.")
            : null;
    }
}
