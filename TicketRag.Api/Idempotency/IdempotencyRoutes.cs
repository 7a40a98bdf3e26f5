using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using TicketRag.Api.Errors;
using TicketRag.Api.Validation;
using TicketRag.Core.Idempotency;

namespace TicketRag.Api.Idempotency;

internal static class IdempotencyRoutes
{
    /// <summary>For routes that do once what a key is sent with: looks at the header and documents it. Their handlers use <see cref="RequestedKey"/>.</summary>
    public static TBuilder TakeIdempotencyKey<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        routes.AddFilter<TBuilder, IdempotencyKeyFilter>().WithMetadata(
            new TakesIdempotencyKey(),
            new ProducesResponseTypeMetadata(StatusCodes.Status422UnprocessableEntity, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]));

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<TakesIdempotencyKey>().Any())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = RequestedKey.Header,
                In = ParameterLocation.Header,
                Description = "For 24 hours the same key and request answer with what the first made; another request with it is refused with 422.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = IdempotencyKey.MaxLength },
            });
        }

        return Task.CompletedTask;
    }

    /// <summary>Marks routes whose document names the header, which no handler binds.</summary>
    private sealed class TakesIdempotencyKey;
}

internal sealed class IdempotencyKeyFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        RequestedKey.Fault(context.HttpContext.Request) is { } fault
            ? ValueTask.FromResult<object?>(Problems.Invalid(RequestedKey.Header, fault))
            : next(context);
}
