using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Organizations;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Documents.Blobs;

public sealed class FolderBlobStoreTests : BlobStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task What_a_kill_left_half_written_is_gone_after_a_start()
    {
        await CreateAsync();
        var left = Path.Combine(_folder.Path, "incoming", "half");
        await File.WriteAllTextAsync(left, "half a file", TestContext.Current.CancellationToken);

        await CreateAsync();

        Assert.False(File.Exists(left));
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
