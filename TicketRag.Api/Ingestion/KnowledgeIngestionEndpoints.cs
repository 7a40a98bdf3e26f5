using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Api.Jobs;
using TicketRag.Api.Validation;
using TicketRag.Core.Organizations;

namespace TicketRag.Api.Ingestion;

/// <summary>The background ingestion routes under <c>/knowledge</c>.</summary>
internal static class KnowledgeIngestionEndpoints
{
    public static void MapKnowledgeIngestion(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/knowledge").WithTags("Ingestion").RequireAuthorization(Policies.Editor).AddFilter<RagSwitch>().AddEnqueueing();
        group.MapPost("/ingest-text-async", IngestText).WithSummary("Put a text in; poll /ops/jobs/{id} or /jobs/{id}");
        group.MapPost("/ingest-url-async", IngestUrl).WithSummary("Fetch a page and put it in; poll /ops/jobs/{id} or /jobs/{id}");
        group.MapPost("/ingest-file-async", IngestFile).DisableAntiforgery().WithSummary("Put a file in by form (file, source); poll /ops/jobs/{id} or /jobs/{id}")
            .Produces<KnowledgeFileJobResponse>(StatusCodes.Status202Accepted).ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
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

    private static async Task<Results<Accepted<KnowledgeUrlJobResponse>, ValidationProblem>> IngestUrl(
        IngestKnowledgeUrlRequest request, Caller caller, IngestionDesk desk, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(request.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            return Problems.Invalid("url", "Must be an address that begins with http:// or https://.");
        }

        if (url.UserInfo.Length > 0)
        {
            return Problems.Invalid("url", "Must hold no user name or password: it is stored and shown.");
        }

        var job = await desk.EnqueueUrlAsync(caller, request.Url, request.Source, cancellationToken);
        return TypedResults.Accepted(
            $"/ops/jobs/{job}", new KnowledgeUrlJobResponse(Ok: true, job, Queued: true, "url", caller.Slug, request.Source, request.Url));
    }

    private static async Task<IResult> IngestFile(HttpRequest request, Caller caller, IngestionDesk desk, UploadReader uploads, CancellationToken cancellationToken)
    {
        var (form, refusal) = await uploads.ReadAsync(request, caller.Organization, ["source"], cancellationToken);
        if (form is null)
        {
            return refusal!;
        }

        var source = form.Fields.GetValueOrDefault("source");
        if (source?.Length > 200)
        {
            return Problems.Invalid("source", "Has 200 characters at most.");
        }

        if (form.Files is not [var file])
        {
            return Problems.Invalid("file", "Send one file. For several use /ingest/async.");
        }

        var job = await desk.EnqueueFilesAsync(caller, form.Files, source, metadata: null, waits: false, cancellationToken);
        return TypedResults.Accepted(
            $"/ops/jobs/{job}", new KnowledgeFileJobResponse(Ok: true, job, Queued: true, "file", file.FileName, caller.Slug, source));
    }
}
