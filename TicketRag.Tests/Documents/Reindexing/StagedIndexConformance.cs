using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Reindexing;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Tests.Documents.Reindexing;

/// <summary>The switch from the live index to the staged one, on each database.</summary>
public abstract class StagedIndexConformance : IAsyncLifetime
{
    private readonly OrganizationId _acme = OrganizationId.New();
    private readonly OrganizationId _other = OrganizationId.New();
    private ServiceProvider _services = null!;

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>With an empty database of the test's own.</summary>
    protected abstract Task<ServiceProvider> CreateServicesAsync();

    public async ValueTask InitializeAsync() => _services = await CreateServicesAsync();

    public virtual async ValueTask DisposeAsync() => await _services.DisposeAsync();

    [Fact]
    public async Task Switch_gives_every_staged_document_its_new_version_text_and_chunks()
    {
        var document = await AddAsync(_acme, "An old text.", chunks: 1);
        await StageAsync(_acme, document, "A new text in more pieces.", chunks: 3);

        Assert.Equal((1, 3), await SwitchAsync(_acme));

        var (row, chunks) = await ReadAsync(_acme, document);
        Assert.Equal((2, 3, "A new text in more pieces.", 3), (row.Version, row.ChunkCount, row.Text, chunks.Count));
        Assert.All(chunks, chunk => Assert.Equal((2, "Sheet \"1\"", 7, Audience.Agents), (chunk.Version, chunk.Sheet, chunk.Line, chunk.Audience)));
        Assert.Equal([0, 1, 2], chunks.Select(chunk => chunk.Ordinal));
        Assert.Equal((0, 0), await StagedAsync(_acme));
    }

    [Fact]
    public async Task Document_that_changed_since_it_was_staged_stays_as_it_is_and_is_outstanding_until_then()
    {
        var changed = await AddAsync(_acme, "An old text.", chunks: 1);
        var unstaged = await AddAsync(_acme, "Another.", chunks: 1);
        await StageAsync(_acme, changed, "Made of the old text.", chunks: 2);
        await InAsync(_acme, db => db.Documents.Where(row => row.Id == changed).ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, 2).SetProperty(row => row.Text, "Newer."), Cancelled));
        var outstanding = await InAsync(_acme, db => new StagedIndex(db).OutstandingAsync(Cancelled));

        Assert.Equal((0, 0), await SwitchAsync(_acme));

        Assert.Equal(new[] { changed, unstaged }.Order(), outstanding.Order());
        var (row, chunks) = await ReadAsync(_acme, changed);
        Assert.Equal((2, "Newer.", 1), (row.Version, row.Text, chunks.Count));
        Assert.Equal((0, 0), await StagedAsync(_acme));
    }

    [Fact]
    public async Task Document_that_was_deleted_since_it_was_staged_does_not_come_back()
    {
        var deleted = await AddAsync(_acme, "An old text.", chunks: 1);
        await StageAsync(_acme, deleted, "A new text.", chunks: 2);
        await InAsync(_acme, db => db.Documents.Where(row => row.Id == deleted).ExecuteDeleteAsync(Cancelled));

        Assert.Equal((0, 0), await SwitchAsync(_acme));

        Assert.Equal((0, 0), await InAsync(_acme, async db => (await db.Documents.CountAsync(Cancelled), await db.Chunks.CountAsync(Cancelled))));
    }

    [Fact]
    public async Task Switch_and_clearing_leave_other_organizations_alone()
    {
        var theirs = await AddAsync(_other, "Theirs.", chunks: 1);
        await StageAsync(_other, theirs, "Theirs, anew.", chunks: 2);
        var ours = await AddAsync(_acme, "Ours.", chunks: 1);
        await StageAsync(_acme, ours, "Ours, anew.", chunks: 2);

        await SwitchAsync(_acme);

        Assert.Equal((1, "Theirs."), ((await ReadAsync(_other, theirs)).Document.Version, (await ReadAsync(_other, theirs)).Document.Text));
        Assert.Equal((1, 2), await StagedAsync(_other));
        Assert.Equal((1, 2), await SwitchAsync(_other));
    }

    [Fact]
    public async Task Switch_that_is_not_committed_leaves_the_live_index_as_it_was()
    {
        var document = await AddAsync(_acme, "An old text.", chunks: 1);
        await StageAsync(_acme, document, "A new text.", chunks: 2);
        await InAsync(_acme, async db =>
        {
            await using var write = await db.BeginWriteAsync(Cancelled);
            await StagedIndex.SwitchAsync(write, Cancelled);
            return true;
        });

        var (row, chunks) = await ReadAsync(_acme, document);
        Assert.Equal((1, "An old text.", 1), (row.Version, row.Text, chunks.Count));
        Assert.Equal((1, 2), await StagedAsync(_acme));
    }

    [Fact]
    public async Task What_is_staged_of_a_document_again_takes_the_place_of_what_was()
    {
        var document = await AddAsync(_acme, "An old text.", chunks: 1);
        await StageAsync(_acme, document, "A first try.", chunks: 4);
        await StageAsync(_acme, document, "A second try.", chunks: 2);

        Assert.Equal((1, 2), await SwitchAsync(_acme));
    }

    private Task<Guid> AddAsync(OrganizationId organization, string text, int chunks) => InAsync(organization, async db =>
    {
        var document = Draft(organization, Guid.CreateVersion7(), text, version: 1, chunks);
        db.Documents.Add(document.Document);
        db.Chunks.AddRange(document.Chunks);
        await db.SaveChangesAsync(Cancelled);
        return document.Document.Id;
    });

    private Task StageAsync(OrganizationId organization, Guid id, string text, int chunks) => InAsync(organization, async db =>
    {
        await using var write = await db.BeginWriteAsync(Cancelled);
        var draft = Draft(organization, id, text, version: 2, chunks);
        await StagedIndex.AddAsync(write, draft.Document, baseVersion: 1, draft.Chunks, Cancelled);
        await write.CommitAsync(Cancelled);
        return true;
    });

    private Task<(int Documents, int Chunks)> SwitchAsync(OrganizationId organization) => InAsync(organization, async db =>
    {
        await using var write = await db.BeginWriteAsync(Cancelled);
        var done = await StagedIndex.SwitchAsync(write, Cancelled);
        await write.CommitAsync(Cancelled);
        return done;
    });

    private Task<(Document Document, List<Chunk> Chunks)> ReadAsync(OrganizationId organization, Guid id) => InAsync(organization, async db => (
        await db.Documents.AsNoTracking().SingleAsync(row => row.Id == id, Cancelled),
        await db.Chunks.AsNoTracking().Where(chunk => chunk.DocumentId == id).OrderBy(chunk => chunk.Ordinal).ToListAsync(Cancelled)));

    private Task<(int Documents, int Chunks)> StagedAsync(OrganizationId organization) => InAsync(
        organization, async db => (await db.StagedDocuments.CountAsync(Cancelled), await db.StagedChunks.CountAsync(Cancelled)));

    private async Task<T> InAsync<T>(OrganizationId organization, Func<AppDb, Task<T>> act)
    {
        await using var scope = _services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(organization);
        return await act(scope.ServiceProvider.GetRequiredService<AppDb>());
    }

    private static (Document Document, List<Chunk> Chunks) Draft(OrganizationId organization, Guid id, string text, int version, int chunks)
    {
        var at = DateTimeOffset.UnixEpoch;
        var document = new Document
        {
            Id = id,
            OrganizationId = organization,
            SourceKind = SourceKind.File,
            SourceId = id,
            Title = "A file",
            Audience = Audience.Agents,
            Text = text,
            ContentSha256 = ChunkIds.Sha256Of(text),
            Version = version,
            ChunkCount = chunks,
            CreatedAt = at,
            UpdatedAt = at,
        };
        return (document,
        [
            .. Enumerable.Range(0, chunks).Select(ordinal => new Chunk
            {
                Id = Guid.CreateVersion7(),
                OrganizationId = organization,
                DocumentId = id,
                Version = version,
                Ordinal = ordinal,
                Start = ordinal,
                End = ordinal + 1,
                Text = text.Substring(ordinal, 1),
                Sheet = "Sheet \"1\"",
                Line = 7,
                Audience = Audience.Agents,
                SearchTextSha256 = new('a', 64),
            }),
        ]);
    }
}
