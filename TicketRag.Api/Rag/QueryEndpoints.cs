using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Api.Ingestion;
using TicketRag.Api.Validation;
using TicketRag.Core.Answers;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;

namespace TicketRag.Api.Rag;

/// <summary>Questions that are answered in the background.</summary>
internal static class QueryEndpoints
{
    public static void MapQueries(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/queries").WithTags("RAG").RequireAuthorization(Policies.Viewer);
        group.MapPost("/", Ask).AddFilter<RagSwitch>().WithSummary("Ask in the background; the same question, asked again, is the same job while no source changes");
        group.MapGet("/{id}", GetAnswer).WithSummary("The answer, or how far it is");
    }

    private static async Task<Results<Accepted<QueuedQueryResponse>, ValidationProblem, ProblemHttpResult>> Ask(
        QueryRequest request, Caller caller, QueryDesk desk, IOptions<TextLimits> limits, CancellationToken cancellationToken)
    {
        if (request.Query.Length > limits.Value.MaxQueryLength)
        {
            return Problems.TooLarge("query", limits.Value.MaxQueryLength);
        }

        var job = await desk.EnqueueAsync(caller, request.Query, cancellationToken);
        return TypedResults.Accepted($"/api/v1/queries/{job}", new QueuedQueryResponse("queued", job));
    }

    private static async Task<Results<Ok<QueryResponse>, ProblemHttpResult>> GetAnswer(string id, Caller caller, QueryDesk desk, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var job) && await desk.FindAsync(caller, job, cancellationToken) is { } state
            ? TypedResults.Ok(QueryResponse.From(state))
            : Problems.NotFound("query");
}

/// <summary>A question.</summary>
public sealed record QueryRequest
{
    [Required]
    public required string Query { get; init; }
}

public sealed record QueuedQueryResponse(string Status, Guid JobId);

/// <param name="Status"><c>queued</c>, <c>started</c>, <c>finished</c> or <c>failed</c>.</param>
/// <param name="Result">Once it is finished.</param>
public sealed record QueryResponse(string Status, QueryAnswer? Result, string? Error)
{
    public static QueryResponse From(QueryState state) => new(
        state.State switch
        {
            JobState.Pending => "queued",
            JobState.Running => "started",
            JobState.Completed => "finished",
            _ => "failed",
        },
        state.Reply is { } reply ? new(reply.Answer, reply.Citations, reply.Status, reply.Mode) : null,
        state.State == JobState.Cancelled ? "cancelled" : state.Error);
}

/// <param name="Status"><c>answered</c> or <c>abstained</c>.</param>
public sealed record QueryAnswer(string Answer, IReadOnlyList<Citation> Citations, ReplyStatus Status, ReplyMode Mode);
