using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Embedded;
using TicketRag.Core.Retrieval.Embedded.Files;
using TicketRag.Tests.Infrastructure;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval.Embedded;

/// <summary>What a process keeps of its indexes, and what the next one makes of it.</summary>
public sealed partial class IndexFilesTests : IDisposable
{
    private static readonly OrganizationId Acme = OrganizationId.New();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ticketrag-index-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Index_of_another_model_is_not_used_and_not_kept()
    {
        await SavedAsync(Points(3));
        var store = new EmbeddedVectorStore(new TextAnalyzer(), files: Files);
        await store.PrepareAsync(Space with { Model = "another" }, Cancelled);
        Assert.Empty(await store.ConfirmAsync(Acme, [.. Points(3).Select(Stamp)], Cancelled));
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task Index_is_saved_when_enough_of_it_has_changed()
    {
        var store = await SavedAsync(Points(100));
        var file = _folder.GetFiles().Single();
        file.Delete();
        await store.UpsertAsync(Acme, [Point("gamma")], Cancelled);
        store.Save(oneOf: 100, Cancelled);
        Assert.Empty(_folder.GetFiles());
        await store.UpsertAsync(Acme, [Point("gamma")], Cancelled);
        store.Save(oneOf: 100, Cancelled);
        Assert.Equal(file.Name, _folder.GetFiles().Single().Name);
    }

    [Fact]
    public async Task Index_that_is_not_complete_yet_does_not_take_the_place_of_one_that_was()
    {
        var points = Points(10);
        await SavedAsync(points);
        var size = _folder.GetFiles().Single().Length;
        var store = await NewStoreAsync();
        await store.UpsertAsync(Acme, [Point("gamma")], Cancelled);
        store.Save(oneOf: 100, Cancelled);
        Assert.Equal(size, _folder.GetFiles().Single().Length);
    }

    [Fact]
    public async Task Damaged_file_is_not_used_wherever_the_damage_is()
    {
        await SavedAsync(Points(5));
        var path = _folder.GetFiles().Single().FullName;
        var whole = await File.ReadAllBytesAsync(path, Cancelled);
        var damage = Gen.Choose(0, whole.Length - 1).SelectMany(at => Gen.Elements(true, false).SelectMany(cut => Gen.Choose(1, 255).Select(bits => (at, cut, bits))));
        Check.One(Exploration.Property(runs: 400), Prop.ForAll(damage.ToArbitrary(), one =>
        {
            var bytes = one.cut ? whole[..one.at] : [.. whole];
            if (!one.cut)
            {
                bytes[one.at] ^= (byte)one.bits;
            }

            File.WriteAllBytes(path, bytes);
            Assert.Empty(Files.Load(Space));
            Assert.False(File.Exists(path));
        }));
    }

    [Fact]
    public async Task File_with_something_behind_its_end_is_not_used()
    {
        await SavedAsync(Points(5));
        await File.AppendAllTextAsync(_folder.GetFiles().Single().FullName, "more", Cancelled);
        Assert.Empty(Files.Load(Space));
    }

    [Fact]
    public async Task What_a_killed_process_did_not_finish_writing_is_deleted_at_the_next_start()
    {
        var points = Points(3);
        await SavedAsync(points);
        var finished = _folder.GetFiles().Single();
        var neverFinished = OrganizationId.New().Value.ToString("N") + finished.Extension;
        foreach (var name in new[] { finished.Name, neverFinished })
        {
            await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, name + ".new"), File.ReadAllBytes(finished.FullName)[..100], Cancelled);
        }

        var store = await NewStoreAsync();

        Assert.Equal([finished.Name], _folder.GetFiles().Select(file => file.Name));
        Assert.Equal(3, (await store.ConfirmAsync(Acme, [.. points.Select(Stamp)], Cancelled)).Count);
    }

    [Fact]
    public async Task Folder_that_cannot_be_written_costs_nothing_but_the_file()
    {
        var blocked = Path.Combine(_folder.FullName, "blocked");
        await File.WriteAllTextAsync(blocked, "", Cancelled);
        var store = await FilledAsync(Points(3), new(blocked, NullLogger<IndexFiles>.Instance));
        store.Save(oneOf: 100, Cancelled);
        Assert.Equal(3, await store.CountAsync(Acme, Cancelled));
    }

    private IndexFiles Files => new(_folder.FullName, NullLogger<IndexFiles>.Instance);

    private async Task<EmbeddedVectorStore> NewStoreAsync()
    {
        var store = new EmbeddedVectorStore(new TextAnalyzer(), files: Files);
        Assert.True(await store.PrepareAsync(Space, Cancelled));
        return store;
    }

    private async Task<EmbeddedVectorStore> SavedAsync(ChunkPoint[] points)
    {
        var store = await FilledAsync(points, Files);
        store.Save(oneOf: 100, Cancelled);
        return store;
    }

    private static async Task<EmbeddedVectorStore> FilledAsync(ChunkPoint[] points, IndexFiles files)
    {
        var store = new EmbeddedVectorStore(new TextAnalyzer(), files: files);
        await store.PrepareAsync(Space, Cancelled);
        await store.UpsertAsync(Acme, points, Cancelled);
        await store.PublishAsync(Cancelled);
        return store;
    }

    private static ChunkPoint[] Points(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => Point($"alpha {Letters[i % Letters.Length]} number{i}", Random(i)) with { Tags = [i % 2 == 0 ? "network" : "hardware"] }),
    ];

    private static DocumentStamp Stamp(ChunkPoint point) => new(point.DocumentId, point.Version, Chunks: 1, point.UpdatedAt);
}
