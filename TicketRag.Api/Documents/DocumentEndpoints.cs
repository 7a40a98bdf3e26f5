using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Api.Ingestion;
using TicketRag.Api.Jobs;
using TicketRag.Api.Validation;
using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Documents;

/// <summary>What is indexed: where each document stands, what was made of it, and its deletion.</summary>
internal static class DocumentEndpoints
{
    private const int MaxPageSize = 200;

    public static void MapDocuments(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/documents").WithTags("Documents").RequireAuthorization(Policies.AgentViewer);
        group.MapGet("/", ListDocuments).WithSummary("List documents, newest first");
        group.MapGet("/{id}", GetDocument).WithSummary("A document: status, stage, error, version, number of chunks");
        group.MapGet("/{id}/text", GetText).WithSummary("The text that was made of it, which positions count in")
            .Produces<string>(StatusCodes.Status200OK, "text/plain");
        group.MapGet("/{id}/chunks", ListChunks).WithSummary("Its chunks in their order, with their place in the text and in the original");
        group.MapGet("/{id}/original", GetOriginal).WithSummary("The file as it was sent or fetched; the text itself where it was put in as text");
        group.MapDelete("/{id}", DeleteDocument).RequireAuthorization(Policies.Editor).WithSummary("Delete a document with all that was made of it; answers what went");
        group.MapGroup("").AddFilter<RagSwitch>().AddEnqueueing().MapPost("/{id}/reingest", Reingest).RequireAuthorization(Policies.Editor)
            .WithSummary("Read it from its original again: a new version, also where nothing has changed");
    }

    private static async Task<Results<Ok<DocumentListResponse>, ValidationProblem>> ListDocuments(
        AppDb db,
        [Description("pending, processing, ready or failed")] string? status,
        [FromQuery(Name = "source_type"), Description("ticket, article, asset, text, file or page; several with commas")] string? sourceType,
        [Description("The label that it was put in with")] string? source,
        [Description("Words that its title, file name or address must hold")] string? query,
        [FromQuery(Name = "job_id"), Description("Documents that this job worked on")] Guid? jobId,
        [Description("The page before's next")] string? after,
        CancellationToken cancellationToken,
        [Description("Page size, at most 200")] int limit = 50)
    {
        var works = DocumentPage.Works(db);
        if (limit < 1)
        {
            return Problems.Invalid("limit", "Is at least 1.");
        }

        if (status is not null)
        {
            if (!SnakeCaseName.TryParse<DocumentState>(status, out var state))
            {
                return Problems.Invalid("status", $"Is one of {string.Join(", ", SnakeCaseName.All<DocumentState>())}.");
            }

            works = works.Where(DocumentWork.Is(state));
        }

        if (sourceType is not null)
        {
            var kinds = new List<SourceKind>();
            foreach (var name in sourceType.Split(',', StringSplitOptions.TrimEntries))
            {
                if (!SnakeCaseName.TryParse<SourceKind>(name, out var kind))
                {
                    return Problems.Invalid("source_type", $"Is one or more of {string.Join(", ", SnakeCaseName.All<SourceKind>())}, with commas between.");
                }

                kinds.Add(kind);
            }

            works = works.Where(work => kinds.Contains(work.Document.SourceKind));
        }

        if (after is not null)
        {
            if (!DocumentPage.TryParseCursor(after, out var last))
            {
                return Problems.Invalid("after", "Is the next of a page before, as it was given.");
            }

            works = works.Where(work => work.Document.CreatedAt < last.CreatedAt || (work.Document.CreatedAt == last.CreatedAt && work.Document.Id < last.Id));
        }

        works = source is null ? works : works.Where(work => work.Document.Source == source);
        works = jobId is not { } job ? works : works.Where(work => db.DocumentJobs.Any(link => link.JobId == job && link.DocumentId == work.Document.Id));
        foreach (var word in (query ?? "").ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            works = works.Where(work => work.Document.Title.ToLower().Contains(word)
                || (work.Document.FileName != null && work.Document.FileName.ToLower().Contains(word))
                || (work.Document.Address != null && work.Document.Address.ToLower().Contains(word)));
        }

        var (page, next) = await DocumentPage.ReadAsync(works, Math.Min(limit, MaxPageSize), cancellationToken);
        return TypedResults.Ok(new DocumentListResponse([.. page.Select(DocumentResponse.From)], next));
    }

    private static async Task<Results<Ok<DocumentResponse>, ProblemHttpResult>> GetDocument(string id, AppDb db, CancellationToken cancellationToken) =>
        await FindAsync(id, db, cancellationToken) is { } work ? TypedResults.Ok(DocumentResponse.From(work)) : Problems.NotFound("document");

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> GetText(string id, AppDb db, CancellationToken cancellationToken) =>
        await FindAsync(id, db, cancellationToken) switch
        {
            null => Problems.NotFound("document"),
            { Document.Version: 0 } work => NothingYet(work),
            { } work => TypedResults.Text(work.Document.Text, "text/plain", System.Text.Encoding.UTF8),
        };

    private static async Task<Results<Ok<ChunkListResponse>, ValidationProblem, ProblemHttpResult>> ListChunks(
        string id,
        AppDb db,
        [Description("The page before's next: the ordinal of its last chunk")] int? after,
        CancellationToken cancellationToken,
        [Description("Page size, at most 200")] int limit = 50)
    {
        if (limit < 1)
        {
            return Problems.Invalid("limit", "Is at least 1.");
        }

        if (await FindAsync(id, db, cancellationToken) is not { Document: { } document })
        {
            return Problems.NotFound("document");
        }

        var size = Math.Min(limit, MaxPageSize);
        var last = after ?? -1;
        var chunks = await db.Chunks.AsNoTracking().Where(chunk => chunk.DocumentId == document.Id && chunk.Ordinal > last)
            .OrderBy(chunk => chunk.Ordinal).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(new ChunkListResponse(
            document.Id, chunks.Count > 0 ? chunks[0].Version : document.Version, [.. chunks.Take(size).Select(ChunkResponse.From)],
            chunks.Count > size ? chunks[size - 1].Ordinal : null));
    }

    private static async Task<IResult> GetOriginal(string id, AppDb db, OriginalContent originals, HttpContext http, CancellationToken cancellationToken) =>
        await FindAsync(id, db, cancellationToken) is { } work
            ? await originals.OpenAsync(work.Document, cancellationToken) is { } original ? original.ToResult(http) : NothingYet(work)
            : Problems.NotFound("document");

    private static async Task<Results<Ok<DeletionReceipt>, ProblemHttpResult>> DeleteDocument(
        string id, Caller caller, AppDb db, DocumentRemoval removal, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, db, cancellationToken) is not { Document: { } document })
        {
            return Problems.NotFound("document");
        }

        return document.SourceKind is SourceKind.Ticket or SourceKind.Article or SourceKind.Asset
            ? TypedResults.Problem(
                $"This is what was indexed of the {SnakeCaseName.Of(document.SourceKind)} {document.SourceId}. Change or delete that; this follows.",
                statusCode: StatusCodes.Status409Conflict)
            : TypedResults.Ok(await removal.RemoveAsync(document, caller.Name, cancellationToken));
    }

    private static async Task<Results<Accepted<JobResponse>, ProblemHttpResult>> Reingest(
        string id, Caller caller, AppDb db, ReingestionDesk desk, IngestionAnswer answer, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, db, cancellationToken) is not { } work)
        {
            return Problems.NotFound("document");
        }

        return await desk.EnqueueAsync(caller, work.Document, cancellationToken) is { } job
            ? await answer.AcceptedAsync(job, cancellationToken)
            : TypedResults.Problem("There is no original to read it from: its first ingestion has not succeeded. Send it again.", statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<DocumentWork?> FindAsync(string id, AppDb db, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var documentId) ? await DocumentPage.FindAsync(db, documentId, cancellationToken) : null;

    private static ProblemHttpResult NothingYet(DocumentWork work) => TypedResults.Problem(
        work.State == DocumentState.Failed
            ? $"There is nothing of this document: {work.Error}"
            : $"There is nothing of this document yet: it is {SnakeCaseName.Of(work.State)}.",
        statusCode: StatusCodes.Status409Conflict);
}
