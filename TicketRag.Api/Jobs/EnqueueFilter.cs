using Microsoft.Extensions.Options;
using TicketRag.Api.Idempotency;
using TicketRag.Api.Validation;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Jobs;

/// <summary>Before a request puts a job in: has its organization room for it.</summary>
internal sealed class EnqueueFilter(IOptions<QueueDepthOptions> options) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var depth = http.RequestServices.GetRequiredService<QueueDepth>();
        return await depth.TryAdmitAsync(http.RequestServices.GetRequiredService<AppDb>(), http.RequestAborted) ? await next(context) : Refuse(http);
    }

    private IResult Refuse(HttpContext http)
    {
        http.Response.Headers.RetryAfter = $"{(int)options.Value.RetryAfter.TotalSeconds}";
        return TypedResults.Problem(
            $"Your organization has {options.Value.MaxPending:N0} jobs waiting already, as many as it may. Try again when some are done.",
            statusCode: StatusCodes.Status429TooManyRequests);
    }
}

internal static class EnqueueRoutes
{
    /// <summary>For routes that put jobs in: <c>Idempotency-Key</c>, and 429 where the organization's queue is full.</summary>
    public static RouteGroupBuilder AddEnqueueing(this RouteGroupBuilder group)
    {
        group.TakeIdempotencyKey();
        group.AddFilter<EnqueueFilter>();
        group.WithMetadata(
            new ProducesResponseTypeMetadata(StatusCodes.Status429TooManyRequests, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]));
        return group;
    }
}
