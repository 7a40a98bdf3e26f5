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

internal static class AssetEndpoints
{
    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/assets").WithTags("Assets").RequireAuthorization(Policies.AgentViewer);
        group.MapPost("/", AddAsset).TakeIdempotencyKey().RequireAuthorization(Policies.Editor).WithSummary("Add an asset; it is indexed in the background, for agents");
        group.MapGet("/", ListAssets).WithSummary("List assets, newest first");
        group.MapGet("/{id:guid}", GetAsset).WithSummary("An asset");
        group.MapPatch("/{id:guid}", ChangeAsset).RequireAuthorization(Policies.Editor).WithSummary("Change an asset; it is indexed again");
        group.MapDelete("/{id:guid}", RemoveAsset).RequireAuthorization(Policies.Editor).WithSummary("Delete an asset, and what was indexed of it");
    }

    private static async Task<Results<Created<AssetResponse>, ProblemHttpResult>> AddAsset(
        AddAssetRequest request, Caller caller, KnowledgeBase knowledge, RequestedKey key, IOptions<TextLimits> limits, CancellationToken cancellationToken)
    {
        if (request.Description.Length > limits.Value.MaxTextLength)
        {
            return Problems.TooLarge("description", limits.Value.MaxTextLength);
        }

        var asset = await knowledge.AddAssetAsync(
            caller,
            new(request.Name.Trim(), request.Description) { Kind = request.Kind, Serial = request.Serial, Tags = request.Tags ?? [] },
            key.Value,
            cancellationToken);
        return TypedResults.Created($"/api/v1/assets/{asset.Id}", AssetResponse.From(asset));
    }

    private static async Task<Results<Ok<AssetListResponse>, ValidationProblem>> ListAssets(AppDb db, Guid? after, CancellationToken cancellationToken, int limit = 50)
    {
        if (limit < 1)
        {
            return Problems.Invalid("limit", "Is at least 1.");
        }

        var size = Math.Min(limit, 200);
        var page = await db.Assets.AsNoTracking()
            .Where(asset => after == null || asset.Id < after)
            .OrderByDescending(asset => asset.Id).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(new AssetListResponse(
            [.. page.Take(size).Select(AssetResponse.From)], page.Count > size ? page[size - 1].Id.ToString() : null));
    }

    private static async Task<Results<Ok<AssetResponse>, ProblemHttpResult>> GetAsset(Guid id, AppDb db, CancellationToken cancellationToken) =>
        await db.Assets.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } asset
            ? TypedResults.Ok(AssetResponse.From(asset))
            : Problems.NotFound("asset");

    private static async Task<Results<Ok<AssetResponse>, ProblemHttpResult>> ChangeAsset(
        Guid id, ChangeAssetRequest request, Caller caller, KnowledgeBase knowledge, IOptions<TextLimits> limits, CancellationToken cancellationToken)
    {
        if (request.Description?.Length > limits.Value.MaxTextLength)
        {
            return Problems.TooLarge("description", limits.Value.MaxTextLength);
        }

        var changed = await knowledge.ChangeAssetAsync(
            caller,
            id,
            asset =>
            {
                asset.Name = request.Name?.Trim() ?? asset.Name;
                asset.Kind = request.Kind ?? asset.Kind;
                asset.Serial = request.Serial ?? asset.Serial;
                asset.Description = request.Description ?? asset.Description;
                asset.Tags = request.Tags is null ? asset.Tags : [.. request.Tags];
            },
            cancellationToken);
        return changed is null ? Problems.NotFound("asset") : TypedResults.Ok(AssetResponse.From(changed));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsset(
        Guid id, Caller caller, KnowledgeBase knowledge, CancellationToken cancellationToken) =>
        await knowledge.RemoveAssetAsync(caller, id, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound("asset");
}
