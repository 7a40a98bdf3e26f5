using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;

namespace TicketRag.Tests.Infrastructure;

/// <summary>Looks into every store.</summary>
internal static class NothingLeft
{
    public static async Task HasNothingLeftAsync(this TestOrganization organization)
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var scope = organization.Server.ScopeOf(organization.Id);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        Assert.Equal(
            (0, 0, 0, 0, 0),
            (await db.Documents.CountAsync(cancelled), await db.Chunks.CountAsync(cancelled), await db.Embeddings.CountAsync(cancelled), await db.DocumentReferences.CountAsync(cancelled),
                await db.Answers.CountAsync(cancelled)));
        Assert.All(await db.Jobs.Where(job => job.Kind.EndsWith("_ingestion")).ToListAsync(cancelled), job => Assert.Equal("{}", job.Args));
        Assert.Equal(0, await scope.ServiceProvider.GetRequiredService<IVectorStore>().CountAsync(organization.Id, cancelled));
        Assert.Empty(await scope.ServiceProvider.GetRequiredService<IBlobStore>().ListAsync(organization.Id, DateTimeOffset.MaxValue, cancelled));
    }
}
