using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Core.Answers;
using TicketRag.Core.Documents;
using TicketRag.Core.Idempotency;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Knowledge;

/// <summary>Keeps articles and assets; every change of one enqueues its indexing in the same transaction.</summary>
public sealed class KnowledgeBase(AppDb db, JobQueue jobs, OncePerKey once, DocumentRemoval documents, IOptions<RagOptions> rag)
{
    /// <param name="key">The client's <c>Idempotency-Key</c>: the article that it added before is returned.</param>
    /// <exception cref="IdempotentResultGoneException">That article has been deleted since.</exception>
    public async Task<Article> AddArticleAsync(
        Caller caller, string title, string body, IReadOnlyList<string> tags, Audience audience, string? key, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        Article? article = null;
        var request = OncePerKey.Request("article", new { title, body, tags, audience = audience.Value });
        var id = await once.RunAsync(write, caller.Organization, key, request, async () =>
        {
            article = await AddArticleAsync(write, caller.Organization, caller.Name, title, body, tags, audience, cancellationToken);
            return article.Id;
        }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return article ?? await db.Articles.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw new IdempotentResultGoneException();
    }

    public async Task<Article> AddArticleAsync(
        WriteScope write, OrganizationId organization, string actor, string title, string body, IReadOnlyList<string> tags, Audience audience,
        CancellationToken cancellationToken)
    {
        var article = new Article
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = organization,
            Number = await Numbers.NextAsync(write, organization, Numbers.Articles, cancellationToken),
            Title = title,
            Body = body,
            Tags = [.. tags],
            Audience = audience,
            CreatedAt = db.Now,
            UpdatedAt = db.Now,
        };
        db.Articles.Add(article);
        await RecordAsync(write, organization, actor, SourceKind.Article, article.Id, "created", cancellationToken);
        return article;
    }

    /// <returns>Null where the article isn't there.</returns>
    public async Task<Article?> ChangeArticleAsync(Caller caller, Guid id, Action<Article> change, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var article = await db.Articles.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (article is not null)
        {
            change(article);
            article.UpdatedAt = db.Now;
            await RecordAsync(write, caller.Organization, caller.Name, SourceKind.Article, id, "changed", cancellationToken);
            await write.CommitAsync(cancellationToken);
        }

        return article;
    }

    public async Task<bool> RemoveArticleAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var removed = await db.Articles.Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken) == 1;
        return removed && await RecordRemovalAsync(write, caller, SourceKind.Article, id, cancellationToken);
    }

    /// <param name="key">The client's <c>Idempotency-Key</c>: the asset that it added before is returned.</param>
    /// <exception cref="IdempotentResultGoneException">That asset has been deleted since.</exception>
    public async Task<Asset> AddAssetAsync(Caller caller, NewAsset asset, string? key, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        Asset? added = null;
        var id = await once.RunAsync(write, caller.Organization, key, OncePerKey.Request("asset", asset), async () =>
        {
            added = await AddAssetAsync(write, caller.Organization, caller.Name, asset, cancellationToken);
            return added.Id;
        }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return added ?? await db.Assets.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw new IdempotentResultGoneException();
    }

    public async Task<Asset> AddAssetAsync(WriteScope write, OrganizationId organization, string actor, NewAsset asset, CancellationToken cancellationToken)
    {
        var row = new Asset
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = organization,
            Number = await Numbers.NextAsync(write, organization, Numbers.Assets, cancellationToken),
            Name = asset.Name,
            Kind = asset.Kind,
            Serial = asset.Serial,
            Description = asset.Description,
            Tags = [.. asset.Tags],
            CreatedAt = db.Now,
            UpdatedAt = db.Now,
        };
        db.Assets.Add(row);
        await RecordAsync(write, organization, actor, SourceKind.Asset, row.Id, "created", cancellationToken);
        return row;
    }

    /// <returns>Null where the asset isn't there.</returns>
    public async Task<Asset?> ChangeAssetAsync(Caller caller, Guid id, Action<Asset> change, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var asset = await db.Assets.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (asset is not null)
        {
            change(asset);
            asset.UpdatedAt = db.Now;
            await RecordAsync(write, caller.Organization, caller.Name, SourceKind.Asset, id, "changed", cancellationToken);
            await write.CommitAsync(cancellationToken);
        }

        return asset;
    }

    public async Task<bool> RemoveAssetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var removed = await db.Assets.Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken) == 1;
        return removed && await RecordRemovalAsync(write, caller, SourceKind.Asset, id, cancellationToken);
    }

    private async Task<bool> RecordRemovalAsync(WriteScope write, Caller caller, SourceKind kind, Guid id, CancellationToken cancellationToken)
    {
        await documents.RemoveSourceAsync(write, kind, id, cancellationToken);
        await RecordAsync(write, caller.Organization, caller.Name, kind, id, "deleted", cancellationToken);
        await write.CommitAsync(cancellationToken);
        return true;
    }

    private async Task RecordAsync(
        WriteScope write, OrganizationId organization, string actor, SourceKind kind, Guid id, string verb, CancellationToken cancellationToken)
    {
        var name = SnakeCaseName.Of(kind);
        db.AuditEntries.Add(new()
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = organization,
            SubjectType = name,
            SubjectId = id,
            Action = $"{name}.{verb}",
            Actor = actor,
            At = db.Now,
        });
        var action = verb == "deleted" ? IndexAction.Delete : IndexAction.Upsert;

        // A deletion is carried out even while RAG is off: nothing deleted may answer when it comes back.
        if (rag.Value.Enabled || action == IndexAction.Delete)
        {
            await jobs.EnqueueAsync(write, organization, new SourceIndexingArgs(kind, id, action).ToJob(), cancellationToken);
        }
    }
}

/// <summary>A valid request for an asset.</summary>
public sealed record NewAsset(string Name, string Description)
{
    public string? Kind { get; init; }

    public string? Serial { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];
}
