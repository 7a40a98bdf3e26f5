using System.Text;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Organizations;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Documents.Blobs;

public sealed class FolderBlobStoreTests : BlobStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task What_a_kill_left_half_written_goes_and_what_is_being_written_stays()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var store = await CreateAsync();
        var left = Path.Combine(_folder.Path, "incoming", "half");
        await File.WriteAllTextAsync(left, "half a file", cancelled);
        var pipe = new System.IO.Pipelines.Pipe();
        var organization = OrganizationId.New();
        var putting = store.PutAsync(organization, pipe.Reader.AsStream(), 100, cancelled);

        await store.DropUnfinishedAsync(cancelled);

        Assert.False(File.Exists(left));
        await pipe.Writer.WriteAsync("whole"u8.ToArray(), cancelled);
        await pipe.Writer.CompleteAsync();
        Assert.NotNull(await store.OpenAsync(organization, (await putting).Sha256, cancelled));
    }

    [Fact(Timeout = 60_000)]
    public async Task Nothing_that_is_being_written_is_taken_for_half_written_at_any_moment()
    {
        const int Writers = 4;
        const int Each = 200;
        var cancelled = TestContext.Current.CancellationToken;
        var store = await CreateAsync();
        var organization = OrganizationId.New();
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; i < Each; i++)
                {
                    await store.PutAsync(organization, new MemoryStream(Encoding.UTF8.GetBytes($"{writer} {i}")), 100, cancelled);
                }
            },
            cancelled)).ToArray();
        var all = Task.WhenAll(writers);

        while (!all.IsCompleted)
        {
            await store.DropUnfinishedAsync(cancelled);
        }

        await all;
        Assert.Equal(Writers * Each, (await store.ListAsync(organization, DateTimeOffset.MaxValue, cancelled)).Count);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("ABCDEF")]
    public async Task Only_hashes_are_names(string name)
    {
        var store = await CreateAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => store.OpenAsync(OrganizationId.New(), name, TestContext.Current.CancellationToken));
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override Task<IBlobStore> CreateAsync() => Task.FromResult<IBlobStore>(new FolderBlobStore(_folder.Path));
}
