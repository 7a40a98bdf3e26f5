using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Documents;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Tests.Documents;

/// <summary>Many texts at once, on each database.</summary>
public abstract class DocumentIntakeConformance : IAsyncLifetime
{
    private readonly OrganizationId _acme = OrganizationId.New();
    private ServiceProvider _services = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>With an empty database of the test's own.</summary>
    protected abstract Task<ServiceProvider> CreateServicesAsync();

    public async ValueTask InitializeAsync() => _services = await CreateServicesAsync();

    public virtual async ValueTask DisposeAsync() => await _services.DisposeAsync();

    [Fact]
    public async Task Texts_of_more_than_one_round_trip_are_documents_each_with_its_jobs()
    {
        const int texts = 120;
        var said = Enumerable.Range(0, 250).Select(i => (Document: Text(i % texts), JobId: JobIds.Next())).ToList();

        await AnnounceAsync(said);

        await using var scope = Scope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var documents = await db.Documents.AsNoTracking().ToDictionaryAsync(row => row.SourceId, Cancelled);
        var jobs = (await db.DocumentJobs.AsNoTracking().ToListAsync(Cancelled)).ToLookup(row => row.DocumentId, row => row.JobId);
        Assert.Equal(texts, documents.Count);
        foreach (var same in said.GroupBy(one => one.Document.SourceId, one => one.JobId))
        {
            var document = documents[same.Key];
            Assert.Equal(("Text", 0, 0), (document.Title.Split(' ')[0], document.Version, document.Tags.Count));
            Assert.Equal(same.Max(), document.JobId);
            Assert.Equal(same.Order(), jobs[document.Id].Order());
        }
    }

    [Fact]
    public async Task Document_that_is_there_goes_to_the_later_job_whichever_is_announced_last()
    {
        var (earlier, later) = (JobIds.Next(), JobIds.Next());
        foreach (var job in new[] { earlier, later, earlier })
        {
            await AnnounceAsync([(Text(1), job)]);
        }

        await using var scope = Scope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        Assert.Equal(later, (await db.Documents.AsNoTracking().SingleAsync(Cancelled)).JobId);
        Assert.Equal(2, await db.DocumentJobs.CountAsync(Cancelled));
    }

    private AnnouncedDocument Text(int number) => AnnouncedDocument.Of(_acme, new TextIngestionArgs($"Text {number} says this.", null, null, "agents", "acme", [], null));

    private async Task AnnounceAsync(IReadOnlyList<(AnnouncedDocument, Guid)> texts)
    {
        await using var scope = Scope();
        await using var write = await scope.ServiceProvider.GetRequiredService<AppDb>().BeginWriteAsync(Cancelled);
        await DocumentIntake.AnnounceTextsAsync(write, _acme, texts, Cancelled);
        await write.CommitAsync(Cancelled);
    }

    private AsyncServiceScope Scope()
    {
        var scope = _services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(_acme);
        return scope;
    }
}
