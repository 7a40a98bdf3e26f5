using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Api.Ingestion;
using TicketRag.Api.Tickets;
using TicketRag.Api.Validation;
using TicketRag.Core.Answers;
using TicketRag.Core.Documents;
using TicketRag.Core.Models;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;

namespace TicketRag.Api.Rag;

internal static class RagEndpoints
{
    public static void MapRag(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/rag").WithTags("RAG").RequireAuthorization(Policies.Viewer);
        group.MapPost("/retrieve", Retrieve).AddFilter<RagSwitch>().WithSummary("Find passages; each says which channel found it, and where");
        routes.MapPost("/api/v1/search", Retrieve).WithTags("RAG").RequireAuthorization(Policies.Viewer).AddFilter<RagSwitch>()
            .WithSummary("The same as /rag/retrieve");
        group.MapPost("/solution", Solve).AddFilter<RagSwitch>().WithSummary("Steps for a problem, with checked citations, or that it isn't in your knowledge");
        group.MapGet("/health", GetHealth).AllowAnonymous().WithSummary("Which parts of retrieval are there and how they do");
    }

    private static async Task<Results<Ok<RetrieveResponse>, ValidationProblem, ProblemHttpResult>> Retrieve(
        RetrieveRequest request, Caller caller, Retriever retriever, IOptions<TextLimits> limits, CancellationToken cancellationToken)
    {
        if (request.Query.Length > limits.Value.MaxQueryLength)
        {
            return Problems.TooLarge("query", limits.Value.MaxQueryLength);
        }

        var found = await retriever.RetrieveAsync(
            new(request.Query, caller.Audience)
            {
                TopK = request.TopK ?? 5,
                SourceKinds = request.SourceTypes ?? [],
                Tags = request.Filters?.Tags ?? [],
                Products = Normalised(request.Filters?.Product),
                Languages = Normalised(request.Filters?.Language),
                UpdatedFrom = request.Filters?.UpdatedAfter,
                UpdatedBefore = request.Filters?.UpdatedBefore,
                States = request.Filters?.State is { } state ? [state] : [],
                RecencyHalfLife = request.RecencyHalfLifeDays is { } days ? TimeSpan.FromDays(days) : null,
            },
            cancellationToken);
        return TypedResults.Ok(new RetrieveResponse([.. found.Chunks.Select(RetrieveResult.From)], found.Mode));
    }

    // What is no name of anything is asked for all the same, and found nowhere.
    private static IReadOnlyList<string> Normalised(IReadOnlyList<string>? names) => [.. (names ?? []).Select(name => DocumentFacets.Normalise(name) ?? name)];

    private static async Task<Results<Ok<RagSolutionResponse>, ValidationProblem, ProblemHttpResult>> Solve(
        SolutionRequest request, Caller caller, SolutionDesk desk, AppDb db, IOptions<TextLimits> limits, CancellationToken cancellationToken)
    {
        if (request.TicketId is { } key)
        {
            return await SolveTicketAsync(key.Value, caller, desk, db, cancellationToken);
        }

        if (string.IsNullOrWhiteSpace(request.Title) && string.IsNullOrWhiteSpace(request.Description))
        {
            return Problems.Invalid("ticket_id", "Name a ticket, or give a title or a description.");
        }

        var problem = new Problem(request.Title ?? "", request.Description ?? "");
        return problem.Query.Length > limits.Value.MaxQueryLength
            ? Problems.TooLarge("description", limits.Value.MaxQueryLength)
            : Response(await desk.SolveAsync(caller, problem, ticket: null, excludeDocument: null, cancellationToken));
    }

    private static async Task<Results<Ok<RagSolutionResponse>, ValidationProblem, ProblemHttpResult>> SolveTicketAsync(
        string key, Caller caller, SolutionDesk desk, AppDb db, CancellationToken cancellationToken)
    {
        var ticket = await db.FindTicketIdAsync(key, cancellationToken) is { } id
            ? await db.Tickets.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken)
            : null;

        // To a customer, other people's tickets don't exist.
        var isTheirs = ticket is not null && (caller.Audience == Audience.Agents
            || (ticket.RequesterEmail is { Length: > 0 } requester && caller.Audience == Audience.Owner(requester)));
        if (!isTheirs)
        {
            return Problems.NotFound("ticket");
        }

        var own = ChunkIds.SourceDocument(ticket!.OrganizationId.Value, SourceKind.Ticket, ticket.Id);
        return Response(await desk.SolveAsync(caller, new(ticket.Title, ticket.Description), ticket.Id, own, cancellationToken));
    }

    private static Ok<RagSolutionResponse> Response((Guid Id, Answer Answer) solved) => TypedResults.Ok(new RagSolutionResponse(
        solved.Answer.Steps,
        solved.Answer.Citations,
        solved.Answer.Abstained ? SolutionStatus.Abstained : SolutionStatus.Ready,
        solved.Answer.Abstained ? "Not found in your knowledge" : null,
        solved.Answer.Mode,
        solved.Id));

    private static async Task<Ok<RagHealthResponse>> GetHealth(
        HealthCheckService health, IVectorStores stores, Embedders embedders, ISolutionWriter writer, IOptions<RagOptions> rag, CancellationToken cancellationToken)
    {
        var report = await health.CheckHealthAsync(cancellationToken);
        var components = new Dictionary<string, RagComponent>
        {
            ["vector_store"] = Component(report, "qdrant", stores.Of(model: null).Name),
            ["embedder"] = Component(report, "embed", embedders.Installation.Model),
            ["chat"] = Component(report, "chat", writer.Name),
        };
        var status = !rag.Value.Enabled ? "off" : components.Values.All(component => component.Status == "ok") ? "ok" : "degraded";
        return TypedResults.Ok(new RagHealthResponse(status, components));
    }

    // What has no check of its own is built in, and there as long as the process is.
    private static RagComponent Component(HealthReport report, string check, string name) =>
        report.Entries.TryGetValue(check, out var entry) && entry.Status != HealthStatus.Healthy
            ? new("degraded", name, entry.Description)
            : new("ok", name, null);
}
