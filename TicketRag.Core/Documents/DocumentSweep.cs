using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Inbound;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Documents;

/// <summary>Takes away what nothing uses any more, of each organization in turn. What is young may still be on its way and stays.</summary>
public sealed class DocumentSweep(IServiceScopeFactory scopes, IOptions<InboundOptions> events)
{
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    public async Task<SweptDocuments> RunAsync(CancellationToken cancellationToken)
    {
        var all = new SweptDocuments(0, 0, 0);
        foreach (var organization in await OrganizationsAsync(cancellationToken))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(organization);
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            var rows = await RowsAsync(db, cancellationToken);
            var blobs = await scope.ServiceProvider.GetRequiredService<BlobUse>().SweepAsync(db.Now - Grace, cancellationToken);
            all = new(all.Documents + rows.Documents, all.Embeddings + rows.Embeddings, all.Blobs + blobs);
        }

        await ForgetEventsAsync(cancellationToken);
        return all;
    }

    /// <summary>Of the scope's organization, in any model.</summary>
    internal static IQueryable<CachedEmbedding> UnusedEmbeddings(AppDb db) => db.Embeddings
        .Where(row => !db.Chunks.Any(chunk => chunk.SearchTextSha256 == row.TextSha256) && !db.StagedChunks.Any(chunk => chunk.SearchTextSha256 == row.TextSha256));

    private async Task ForgetEventsAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var before = db.Now - events.Value.Retention;
        await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);
        await db.InboundEvents.IgnoreQueryFilters().Where(row => row.ReceivedAt < before).ExecuteDeleteAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    private static async Task<SweptDocuments> RowsAsync(AppDb db, CancellationToken cancellationToken)
    {
        var before = db.Now - Grace;
        await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);
        var documents = await db.Documents
            .Where(row => row.Version == 0 && row.CreatedAt < before && !db.Jobs.Any(job => job.Id == row.JobId))
            .ExecuteDeleteAsync(cancellationToken);
        await db.DocumentJobs.Where(link => !db.Jobs.Any(job => job.Id == link.JobId)).ExecuteDeleteAsync(cancellationToken);

        // One that a job under way has just made for chunks to come is made again: the index notices that it is missing.
        var embeddings = await UnusedEmbeddings(db).ExecuteDeleteAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
        return new(documents, embeddings, 0);
    }

    private async Task<List<OrganizationId>> OrganizationsAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AppDb>().Organizations.Select(row => row.Id).ToListAsync(cancellationToken);
    }
}

/// <param name="Documents">Announced ones of which nothing came.</param>
/// <param name="Embeddings">Of texts that no chunk has any more.</param>
/// <param name="Blobs">Originals that nothing uses.</param>
public sealed record SweptDocuments(int Documents, int Embeddings, int Blobs)
{
    public bool IsNothing => Documents + Embeddings + Blobs == 0;
}
