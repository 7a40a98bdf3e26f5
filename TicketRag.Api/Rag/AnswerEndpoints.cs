using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Core.Answers;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Rag;

/// <summary>What explains the answers that were given: references and numbers, no text of any source.</summary>
internal static class AnswerEndpoints
{
    private const int MaxPageSize = 200;

    public static void MapAnswers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/answers").WithTags("RAG").RequireAuthorization(Policies.AgentViewer);
        group.MapGet("/", ListAnswers).WithSummary("How answers came about, newest first");
        group.MapGet("/{id}", Explain).WithSummary("How answers came about; by answer_id, conversation_id, a query's job_id, or the id of the ticket that was to be solved");
    }

    private static async Task<Results<Ok<AnswerListResponse>, ValidationProblem>> ListAnswers(
        AppDb db,
        [Description("Only chat, query or solution")] string? kind,
        [Description("The page before's next")] Guid? after,
        CancellationToken cancellationToken,
        [Description("Page size, at most 200")] int limit = 50)
    {
        if (limit < 1)
        {
            return Problems.Invalid("limit", "Is at least 1.");
        }

        var records = db.Answers.AsNoTracking();
        if (kind is not null)
        {
            if (!SnakeCaseName.TryParse<AnswerKind>(kind, out var wanted))
            {
                return Problems.Invalid("kind", $"Is one of {string.Join(", ", SnakeCaseName.All<AnswerKind>())}.");
            }

            records = records.Where(record => record.Kind == wanted);
        }

        if (after is { } last)
        {
            records = records.Where(record => record.Id < last);
        }

        var size = Math.Min(limit, MaxPageSize);
        var page = await records.OrderByDescending(record => record.Id).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(new AnswerListResponse(
            await AnswerResponse.FromAsync(db, page.Take(size), cancellationToken),
            page.Count > size ? page[size - 1].Id.ToString() : null));
    }

    private static async Task<Results<Ok<AnswerListResponse>, ProblemHttpResult>> Explain(string id, AppDb db, CancellationToken cancellationToken)
    {
        var records = Guid.TryParse(id, out var wanted)
            ? await db.Answers.AsNoTracking().Where(record => record.SubjectId == wanted || record.Id == wanted).OrderBy(record => record.Id).ToListAsync(cancellationToken)
            : [];
        return records.Count == 0
            ? Problems.NotFound("answer")
            : TypedResults.Ok(new AnswerListResponse(await AnswerResponse.FromAsync(db, records, cancellationToken), null));
    }
}
