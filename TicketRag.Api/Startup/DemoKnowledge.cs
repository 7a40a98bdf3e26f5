using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Core.Answers;
using TicketRag.Core.Documents;
using TicketRag.Core.Jobs;
using TicketRag.Core.Knowledge;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Tickets;

namespace TicketRag.Api.Startup;

/// <summary>The demo organization with the knowledge base and tickets of its product (docs/demo-data.md), in one transaction: all of it, or nothing.</summary>
internal sealed partial class DemoKnowledge(
    AppDb db, ISchemaLock schemaLock, KnowledgeBase knowledge, TicketDesk tickets, JobQueue jobs, CurrentOrganization current, IOptions<RagOptions> rag,
    ILogger<DemoKnowledge> logger)
{
    private const string Actor = "demo";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Demo");

    public async Task LoadOnceAsync(CancellationToken cancellationToken)
    {
        if (await ExistsAsync(cancellationToken))
        {
            return;
        }

        // Several processes may start at once.
        await using var held = await schemaLock.AcquireAsync(db, cancellationToken);
        if (!await ExistsAsync(cancellationToken))
        {
            await LoadAsync(cancellationToken);
        }
    }

    private Task<bool> ExistsAsync(CancellationToken cancellationToken) =>
        db.Organizations.AnyAsync(row => row.Slug == Organization.DefaultSlug, cancellationToken);

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var articles = await ReadAsync("articles.json", DemoJson.Default.DemoArticleArray, cancellationToken);
        var assets = await ReadAsync("assets.json", DemoJson.Default.DemoAssetArray, cancellationToken);
        var all = await ReadAsync("tickets.json", DemoJson.Default.DemoTicketArray, cancellationToken);

        await using var write = await db.BeginWriteAsync(cancellationToken);
        var organization = OrganizationId.New();
        current.Set(organization);
        db.Organizations.Add(new()
        {
            Id = organization,
            Number = await Numbers.NextAsync(write, OrganizationId.System, Numbers.Organizations, cancellationToken),
            Slug = Organization.DefaultSlug,
            Name = "Shiftwren (demo)",
            CreatedAt = db.Now,
        });
        foreach (var article in articles)
        {
            await knowledge.AddArticleAsync(
                write, organization, Actor, article.Title, article.Body, article.Tags, Audience.Parse(article.Audience), cancellationToken);
        }

        foreach (var asset in assets)
        {
            await knowledge.AddAssetAsync(
                write, organization, Actor, new(asset.Name, asset.Description) { Kind = asset.Kind, Serial = asset.Serial, Tags = asset.Tags }, cancellationToken);
        }

        foreach (var ticket in all)
        {
            await AddTicketAsync(write, organization, ticket, cancellationToken);
        }

        await write.CommitAsync(cancellationToken);
        db.ChangeTracker.Clear();
        LogLoaded(logger, articles.Length, assets.Length, all.Length);
    }

    private async Task AddTicketAsync(WriteScope write, OrganizationId organization, DemoTicket demo, CancellationToken cancellationToken)
    {
        TicketStatusNames.TryParse(demo.Status, out var status);
        var ticket = await tickets.AddAsync(
            write,
            organization,
            Actor,
            new(demo.Title, demo.Description)
            {
                Number = demo.Number,
                Category = demo.Category,
                Priority = SnakeCaseName.Parse<TicketPriority>(demo.Priority),
                Status = status,
                RequesterEmail = demo.RequesterEmail,
                Tags = demo.Tags,
                Resolution = demo.Resolution,
            },
            index: false,
            cancellationToken);
        foreach (var comment in demo.Comments)
        {
            db.Comments.Add(new()
            {
                Id = Guid.CreateVersion7(),
                OrganizationId = organization,
                TicketId = ticket.Id,
                Author = comment.Author,
                Body = comment.Body,
                Internal = comment.Internal,
                CreatedAt = db.Now,
            });
        }

        if (ticket.IsSolved && rag.Value.Enabled)
        {
            await jobs.EnqueueAsync(write, organization, new SourceIndexingArgs(SourceKind.Ticket, ticket.Id, IndexAction.Upsert).ToJob(), cancellationToken);
        }
    }

    private static async Task<T[]> ReadAsync<T>(string file, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T[]> type, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(Path.Combine(Folder, file));
        return await JsonSerializer.DeserializeAsync(stream, type, cancellationToken) ?? [];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded the demo organization: {Articles} articles, {Assets} assets, {Tickets} tickets; they are indexed in the background")]
    private static partial void LogLoaded(ILogger logger, int articles, int assets, int tickets);
}

internal sealed record DemoArticle(string Title, string Body, IReadOnlyList<string> Tags, string Audience);

internal sealed record DemoAsset(string Name, string? Kind, string? Serial, string Description, IReadOnlyList<string> Tags);

internal sealed record DemoTicket(
    long Number,
    string Title,
    string Description,
    string? Category,
    string Priority,
    string? RequesterEmail,
    IReadOnlyList<string> Tags,
    IReadOnlyList<DemoComment> Comments,
    string? Resolution,
    string Status);

internal sealed record DemoComment(string Author, string Body, bool Internal);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DemoArticle[]))]
[JsonSerializable(typeof(DemoAsset[]))]
[JsonSerializable(typeof(DemoTicket[]))]
internal sealed partial class DemoJson : JsonSerializerContext;
