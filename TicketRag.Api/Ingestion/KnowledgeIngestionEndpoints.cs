using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Api.Jobs;
using TicketRag.Core.Organizations;

namespace TicketRag.Api.Ingestion;

/// <summary>The background ingestion routes under <c>/knowledge</c>.</summary>
internal static class KnowledgeIngestionEndpoints
{
    public static void MapKnowledgeIngestion(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/knowledge").WithTags("Ingestion").RequireAuthorization(Policies.Editor).AddEndpointFilter<RagSwitch>().AddEnqueueing();
        group.MapPost("/ingest-text-async", IngestText).WithSummary("Put a text in; poll /ops/jobs/{id} or /jobs/{id}");
    }

    private static async Task<Results<Accepted<KnowledgeJobResponse>, ValidationProblem, ProblemHttpResult>> IngestText(
        IngestKnowledgeTextRequest request, Caller caller, IngestionDesk desk, IOptions<TextLimits> limits, CancellationToken cancellationToken)
    {
        if (request.Text.Length > limits.Value.MaxTextLength)
        {
            return Problems.TooLarge("text", limits.Value.MaxTextLength);
        }

        var job = await desk.EnqueueTextAsync(caller, request.Text, request.Source, null, waits: false, cancellationToken);
        return TypedResults.Accepted(
            $"/ops/jobs/{job}", new KnowledgeJobResponse(Ok: true, job, Queued: true, "text", caller.Slug, request.Source));
    }
}
