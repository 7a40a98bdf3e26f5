using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TicketRag.Api.Access;
using TicketRag.Api.Documents;
using TicketRag.Api.Errors;
using TicketRag.Api.Idempotency;
using TicketRag.Api.Ingestion;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Tickets;

namespace TicketRag.Api.Tickets;

/// <summary>Files on tickets.</summary>
internal static class AttachmentEndpoints
{
    private const string InternalField = "internal";

    public static void MapAttachments(this IEndpointRouteBuilder routes)
    {
        var tickets = routes.MapGroup("/api/v1/tickets/{id}/attachments").WithTags("Tickets").RequireAuthorization(Policies.AgentViewer);
        tickets.MapPost("/", Attach).TakeIdempotencyKey().RequireAuthorization(Policies.Editor).DisableAntiforgery()
            .WithSummary("Attach files to a ticket by form (file, internal); their text is indexed with the ticket")
            .Produces<AttachmentListResponse>(StatusCodes.Status201Created).ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        tickets.MapGet("/", ListAttachments).WithSummary("A ticket's files, oldest first");

        var group = routes.MapGroup("/api/v1/attachments").WithTags("Tickets").RequireAuthorization(Policies.AgentViewer);
        group.MapGet("/{id}", GetAttachment).WithSummary("The file itself, as a download");
        group.MapDelete("/{id}", RemoveAttachment).RequireAuthorization(Policies.Editor).WithSummary("Take a file off its ticket");
    }

    private static async Task<IResult> Attach(
        string id, HttpRequest request, Caller caller, AttachmentDesk desk, RequestedKey key, UploadReader uploads, AppDb db, CancellationToken cancellationToken)
    {
        if (await db.FindTicketIdAsync(id, cancellationToken) is not { } ticketId)
        {
            return Problems.NotFound("ticket");
        }

        var (form, refusal) = await uploads.ReadAsync(request, caller.Organization, [InternalField], cancellationToken);
        if (form is null)
        {
            return refusal!;
        }

        if (form.Files.Count == 0)
        {
            return Problems.Invalid("file", "Send one file or several.");
        }

        if (form.Fields.GetValueOrDefault(InternalField, "false") is not ("true" or "false") and var wrong)
        {
            return Problems.Invalid(InternalField, $"Is true or false, not '{wrong}'.");
        }

        var isInternal = form.Fields.GetValueOrDefault(InternalField) == "true";
        return await desk.AddAsync(caller, ticketId, form.Files, isInternal, key.Value, cancellationToken) is { } attachments
            ? TypedResults.Created($"/api/v1/tickets/{ticketId}/attachments", new AttachmentListResponse([.. attachments.Select(AttachmentResponse.From)]))
            : Problems.NotFound("ticket");
    }

    private static async Task<Results<Ok<AttachmentListResponse>, ProblemHttpResult>> ListAttachments(string id, AppDb db, CancellationToken cancellationToken)
    {
        if (await db.FindTicketIdAsync(id, cancellationToken) is not { } ticketId)
        {
            return Problems.NotFound("ticket");
        }

        var attachments = await db.Attachments.AsNoTracking().Where(row => row.TicketId == ticketId).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(new AttachmentListResponse([.. attachments.Select(AttachmentResponse.From)]));
    }

    private static async Task<IResult> GetAttachment(string id, AppDb db, IBlobStore blobs, HttpContext http, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var attachmentId)
        && await db.Attachments.AsNoTracking().SingleOrDefaultAsync(row => row.Id == attachmentId, cancellationToken) is { } attachment
        && await blobs.OpenAsync(attachment.OrganizationId, attachment.BlobSha256, cancellationToken) is { } content
            ? new OriginalFileContent(content, attachment.FileName, "application/octet-stream", attachment.BlobSha256).ToResult(http)
            : Problems.NotFound("attachment");

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAttachment(
        string id, Caller caller, AttachmentDesk desk, BlobUse blobs, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var attachmentId) || await desk.RemoveAsync(caller, attachmentId, cancellationToken) is not { } removed)
        {
            return Problems.NotFound("attachment");
        }

        await blobs.DeleteUnusedAsync(removed.BlobSha256, cancellationToken);
        return TypedResults.NoContent();
    }
}
