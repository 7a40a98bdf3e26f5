using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using TicketRag.Api.Errors;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Jobs;

/// <summary>Before a request puts a job in: is its key one, and has its organization room for it.</summary>
internal sealed class EnqueueFilter(IOptions<QueueDepthOptions> options) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (RequestedKey.Fault(http.Request) is { } fault)
        {
            return Problems.Invalid(RequestedKey.Header, fault);
        }

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

/// <summary>Marks routes whose document names the header, which no handler binds.</summary>
internal sealed class TakesIdempotencyKey
{
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<TakesIdempotencyKey>().Any())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = RequestedKey.Header,
                In = ParameterLocation.Header,
                Description = "For 24 hours the same key and request answer with the same job; another request with it is refused with 422.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = IdempotencyKey.MaxLength },
            });
        }

        return Task.CompletedTask;
    }
}

internal static class EnqueueRoutes
{
    /// <summary>For routes that put jobs in: <c>Idempotency-Key</c>, and 429 where the organization's queue is full.</summary>
    public static RouteGroupBuilder AddEnqueueing(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter<RouteGroupBuilder, EnqueueFilter>();
        group.WithMetadata(
            new TakesIdempotencyKey(),
            new ProducesResponseTypeMetadata(StatusCodes.Status422UnprocessableEntity, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]),
            new ProducesResponseTypeMetadata(StatusCodes.Status429TooManyRequests, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]));
        return group;
    }
}
