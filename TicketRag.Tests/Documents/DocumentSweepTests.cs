using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Persistence;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Documents;

public sealed class DocumentSweepTests(ApiServers servers)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Originals_that_nothing_uses_go_when_they_are_old_and_all_others_stay()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        (await organization.Admin.UploadAsync("waits.txt", "A job has it still to read."u8.ToArray())).Expect(System.Net.HttpStatusCode.Accepted);
        await using var scope = organization.Server.ScopeOf(organization.Id);
        var blobs = scope.ServiceProvider.GetRequiredService<IBlobStore>();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await db.Documents.ExecuteDeleteAsync(Cancelled);
        var lost = await blobs.PutAsync(organization.Id, new MemoryStream("Nobody's."u8.ToArray()), 100, Cancelled);
        var use = scope.ServiceProvider.GetRequiredService<BlobUse>();

        Assert.Equal(0, await use.SweepAsync(db.Now.AddHours(-1), Cancelled));
        Assert.Equal(1, await use.SweepAsync(db.Now.AddHours(1), Cancelled));

        Assert.Null(await blobs.OpenAsync(organization.Id, lost.Sha256, Cancelled));
        Assert.Single(await blobs.ListAsync(organization.Id, DateTimeOffset.MaxValue, Cancelled));
    }

    [Fact]
    public async Task Announced_document_goes_once_it_is_old_and_its_job_is_gone_and_unused_embeddings_with_it()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var ready = await organization.DocumentOfAsync("guide.txt", "The tray is beneath the lid.");
        await organization.DocumentOfAsync("broken.bin", System.Text.Encoding.Latin1.GetString([0, 1, 2, 0, 255, 0]));
        await using var scope = organization.Server.ScopeOf(organization.Id);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        db.Embeddings.Add(new() { OrganizationId = organization.Id, Model = "old", TextSha256 = new('a', 64), Bytes = [0, 0, 0, 0] });
        await db.SaveChangesAsync(Cancelled);
        await db.Jobs.ExecuteDeleteAsync(Cancelled);
        await organization.Server.Services.GetRequiredService<DocumentSweep>().RunAsync(Cancelled);
        Assert.Equal(2, await db.Documents.CountAsync(Cancelled));
        var old = db.Now.AddHours(-2);
        await db.Documents.ExecuteUpdateAsync(set => set.SetProperty(row => row.CreatedAt, old), Cancelled);

        await organization.Server.Services.GetRequiredService<DocumentSweep>().RunAsync(Cancelled);

        Assert.Equal(ready.Id(), (await db.Documents.AsNoTracking().SingleAsync(Cancelled)).Id);
        Assert.Equal((1, 0), (await db.Embeddings.CountAsync(Cancelled), await db.DocumentJobs.CountAsync(Cancelled)));
        Assert.Equal("ready", (await organization.DocumentAsync(ready.Id())).Text("status"));
    }
}
