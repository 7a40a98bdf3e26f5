using System.Text.Json;
using Microsoft.Extensions.Options;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Api.Jobs;
using TicketRag.Api.Validation;
using TicketRag.Core.Organizations;

namespace TicketRag.Api.Ingestion;

/// <summary>The <c>/ingest</c> routes: a form or JSON in, a job out; or its result, for those who wait.</summary>
internal static class IngestionEndpoints
{
    public static void MapIngestion(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ingest").WithTags("Ingestion").RequireAuthorization(Policies.Editor).AddFilter<RagSwitch>().AddEnqueueing();
        group.MapPost("/", IngestForm).DisableAntiforgery().Describe("Put a text or files in by form (text_content or file, metadata, source); with sync=true wait for it");
        group.MapPost("/async", IngestFormAsync).DisableAntiforgery().Describe("Put a text or files in by form and don't wait");
        group.MapPost("/file", IngestFile).DisableAntiforgery().Describe("Put one file or several in by form (file, metadata, source) and wait for them");
        group.MapPost("/text", IngestText).Describe("Put a text in and wait for it");
        group.MapPost("/text/async", IngestTextAsync).Describe("Put a text in and don't wait");
        group.MapPost("/batch", IngestBatch).Describe("Put messages in; with sync=true wait for them");
        group.MapPost("/batch/async", IngestBatchAsync).Describe("Put messages in and don't wait");
    }

    private static Task<IResult> IngestForm(
        HttpRequest request, Caller caller, UploadReader uploads, IngestionDesk desk, IngestionAnswer answer, IOptions<TextLimits> limits, CancellationToken cancellationToken, bool sync = false) =>
        FormAsync(request, caller, uploads, desk, answer, limits.Value, mayWait: true, sync, cancellationToken);

    private static Task<IResult> IngestFormAsync(
        HttpRequest request, Caller caller, UploadReader uploads, IngestionDesk desk, IngestionAnswer answer, IOptions<TextLimits> limits, CancellationToken cancellationToken) =>
        FormAsync(request, caller, uploads, desk, answer, limits.Value, mayWait: false, sync: false, cancellationToken);

    private static Task<IResult> IngestText(
        IngestTextRequest request, Caller caller, IngestionDesk desk, IngestionAnswer answer, IOptions<TextLimits> limits, CancellationToken cancellationToken) =>
        TextAsync(request.TextContent, null, request.Metadata, caller, desk, answer, limits.Value, wait: true, cancellationToken);

    private static Task<IResult> IngestTextAsync(
        IngestTextRequest request, Caller caller, IngestionDesk desk, IngestionAnswer answer, IOptions<TextLimits> limits, CancellationToken cancellationToken) =>
        TextAsync(request.TextContent, null, request.Metadata, caller, desk, answer, limits.Value, wait: false, cancellationToken);

    private static Task<IResult> IngestBatch(
        IngestBatchRequest request, Caller caller, IngestionDesk desk, IngestionAnswer answer, IOptions<TextLimits> limits, CancellationToken cancellationToken, bool sync = false) =>
        BatchAsync(request, caller, desk, answer, limits.Value, sync, cancellationToken);

    private static Task<IResult> IngestBatchAsync(
        IngestBatchRequest request, Caller caller, IngestionDesk desk, IngestionAnswer answer, IOptions<TextLimits> limits, CancellationToken cancellationToken) =>
        BatchAsync(request, caller, desk, answer, limits.Value, wait: false, cancellationToken);

    private static async Task<IResult> FormAsync(
        HttpRequest request, Caller caller, UploadReader uploads, IngestionDesk desk, IngestionAnswer answer, TextLimits limits, bool mayWait, bool sync, CancellationToken cancellationToken)
    {
        var (form, refusal) = await IngestionForm.ReadAsync(request, uploads, caller.Organization, limits, mayWait, cancellationToken);
        if (form is null)
        {
            return refusal!;
        }

        var wait = mayWait && (sync || form.Sync);
        if (form.Files.Count == 0)
        {
            return await TextAsync(form.TextContent, form.Source, form.Metadata, caller, desk, answer, limits, wait, cancellationToken);
        }

        var job = await desk.EnqueueFilesAsync(caller, form.Files, form.Source, form.Metadata, wait, cancellationToken);
        return wait ? await answer.WaitedAsync(job, cancellationToken) : await answer.AcceptedAsync(job, cancellationToken);
    }

    private static async Task<IResult> IngestFile(
        HttpRequest request, Caller caller, UploadReader uploads, IngestionDesk desk, IngestionAnswer answer, IOptions<TextLimits> limits, CancellationToken cancellationToken) =>
        await FormAsync(request, caller, uploads, desk, answer, limits.Value, mayWait: true, sync: true, cancellationToken);

    private static async Task<IResult> TextAsync(
        string text, string? source, JsonElement? metadata, Caller caller, IngestionDesk desk, IngestionAnswer answer, TextLimits limits, bool wait, CancellationToken cancellationToken)
    {
        if (text.Length > limits.MaxTextLength)
        {
            return Problems.TooLarge("text_content", limits.MaxTextLength);
        }

        if (!JsonObjects.IsObjectOrAbsent(metadata))
        {
            return Problems.Invalid("metadata", "Must be a JSON object.");
        }

        var job = await desk.EnqueueTextAsync(caller, text, source, metadata, wait, cancellationToken);
        return wait ? await answer.WaitedAsync(job, cancellationToken) : await answer.AcceptedAsync(job, cancellationToken);
    }

    private static async Task<IResult> BatchAsync(
        IngestBatchRequest request, Caller caller, IngestionDesk desk, IngestionAnswer answer, TextLimits limits, bool wait, CancellationToken cancellationToken)
    {
        if (request.Messages.Count > limits.MaxBatchMessages)
        {
            return TypedResults.Problem(
                $"A batch has at most {limits.MaxBatchMessages:N0} messages. Send several.", statusCode: StatusCodes.Status413PayloadTooLarge);
        }

        for (var i = 0; i < request.Messages.Count; i++)
        {
            if (request.Messages[i].Text.Length > limits.MaxTextLength)
            {
                return Problems.TooLarge($"messages[{i}].text", limits.MaxTextLength);
            }

            if (!JsonObjects.IsObjectOrAbsent(request.Messages[i].Metadata))
            {
                return Problems.Invalid($"messages[{i}].metadata", "Must be a JSON object.");
            }
        }

        if (!JsonObjects.IsObjectOrAbsent(request.Metadata))
        {
            return Problems.Invalid("metadata", "Must be a JSON object.");
        }

        var job = await desk.EnqueueBatchAsync(caller, request, wait, cancellationToken);
        return wait ? await answer.WaitedAsync(job, cancellationToken) : await answer.AcceptedAsync(job, cancellationToken);
    }

    private static void Describe(this RouteHandlerBuilder route, string summary) => route
        .WithSummary(summary)
        .Produces<IngestedResponse>(StatusCodes.Status200OK)
        .Produces<JobResponse>(StatusCodes.Status202Accepted)
        .ProducesValidationProblem()
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status504GatewayTimeout);
}
