using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Api.Idempotency;
using TicketRag.Core.Knowledge;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Knowledge;

internal static class ArticleEndpoints
{
    public static void MapArticles(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/articles").WithTags("Articles").RequireAuthorization(Policies.AgentViewer);
        group.MapPost("/", AddArticle).TakeIdempotencyKey().RequireAuthorization(Policies.Editor).WithSummary("Add a knowledge article; it is indexed in the background");
        group.MapGet("/", ListArticles).WithSummary("List articles, newest first");
        group.MapGet("/{id:guid}", GetArticle).WithSummary("An article");
        group.MapPatch("/{id:guid}", ChangeArticle).RequireAuthorization(Policies.Editor).WithSummary("Change an article; it is indexed again");
        group.MapDelete("/{id:guid}", RemoveArticle).RequireAuthorization(Policies.Editor).WithSummary("Delete an article, and what was indexed of it");
    }

    private static async Task<Results<Created<ArticleResponse>, ValidationProblem, ProblemHttpResult>> AddArticle(
        AddArticleRequest request, Caller caller, KnowledgeBase knowledge, RequestedKey key, IOptions<TextLimits> limits, CancellationToken cancellationToken)
    {
        if (request.Body.Length > limits.Value.MaxTextLength)
        {
            return Problems.TooLarge("body", limits.Value.MaxTextLength);
        }

        if (!IsForMany(request.Audience))
        {
            return InvalidAudience();
        }

        var article = await knowledge.AddArticleAsync(
            caller, request.Title.Trim(), request.Body, request.Tags ?? [], request.Audience ?? Audience.Public, key.Value, cancellationToken);
        return TypedResults.Created($"/api/v1/articles/{article.Id}", ArticleResponse.From(article));
    }

    private static async Task<Results<Ok<ArticleListResponse>, ValidationProblem>> ListArticles(AppDb db, Guid? after, CancellationToken cancellationToken, int limit = 50)
    {
        if (limit < 1)
        {
            return Problems.Invalid("limit", "Is at least 1.");
        }

        var size = Math.Min(limit, 200);
        var page = await db.Articles.AsNoTracking()
            .Where(article => after == null || article.Id < after)
            .OrderByDescending(article => article.Id).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(new ArticleListResponse(
            [.. page.Take(size).Select(ArticleResponse.From)], page.Count > size ? page[size - 1].Id.ToString() : null));
    }

    private static async Task<Results<Ok<ArticleResponse>, ProblemHttpResult>> GetArticle(Guid id, AppDb db, CancellationToken cancellationToken) =>
        await db.Articles.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } article
            ? TypedResults.Ok(ArticleResponse.From(article))
            : Problems.NotFound("article");

    private static async Task<Results<Ok<ArticleResponse>, ValidationProblem, ProblemHttpResult>> ChangeArticle(
        Guid id, ChangeArticleRequest request, Caller caller, KnowledgeBase knowledge, IOptions<TextLimits> limits, CancellationToken cancellationToken)
    {
        if (request.Body?.Length > limits.Value.MaxTextLength)
        {
            return Problems.TooLarge("body", limits.Value.MaxTextLength);
        }

        if (!IsForMany(request.Audience))
        {
            return InvalidAudience();
        }

        var changed = await knowledge.ChangeArticleAsync(
            caller,
            id,
            article =>
            {
                article.Title = request.Title?.Trim() ?? article.Title;
                article.Body = request.Body ?? article.Body;
                article.Tags = request.Tags is null ? article.Tags : [.. request.Tags];
                article.Audience = request.Audience ?? article.Audience;
            },
            cancellationToken);
        return changed is null ? Problems.NotFound("article") : TypedResults.Ok(ArticleResponse.From(changed));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveArticle(
        Guid id, Caller caller, KnowledgeBase knowledge, CancellationToken cancellationToken) =>
        await knowledge.RemoveArticleAsync(caller, id, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound("article");

    private static bool IsForMany(Audience? audience) => audience is null || audience == Audience.Public || audience == Audience.Agents;

    private static ValidationProblem InvalidAudience() => Problems.Invalid("audience", "An article is for public or agents.");
}
