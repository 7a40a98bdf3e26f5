using System.Security.Cryptography;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Organizations;

namespace TicketRag.Tests.Documents.Blobs;

/// <summary>What every blob store holds to.</summary>
public abstract class BlobStoreConformance : IAsyncDisposable
{
    private static readonly OrganizationId Acme = OrganizationId.New();
    private static readonly OrganizationId Other = OrganizationId.New();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected abstract Task<IBlobStore> CreateAsync();

    public abstract ValueTask DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(BlobPiece.MaxLength)]
    [InlineData(3 * BlobPiece.MaxLength + 17)]
    public async Task Bytes_come_out_as_they_went_in(int length)
    {
        var store = await CreateAsync();
        var bytes = RandomNumberGenerator.GetBytes(length);

        var blob = await store.PutAsync(Acme, new MemoryStream(bytes), long.MaxValue, Cancelled);

        Assert.Equal(new StoredBlob(Convert.ToHexStringLower(SHA256.HashData(bytes)), length), blob);
        await using var content = await store.OpenAsync(Acme, blob.Sha256, Cancelled);
        Assert.True(content!.CanSeek);
        Assert.Equal(bytes, await ReadAsync(content));
    }

    [Fact]
    public async Task Same_bytes_are_one_blob_also_when_they_come_at_once()
    {
        var store = await CreateAsync();

        var blobs = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => store.PutAsync(Acme, new MemoryStream([1, 2, 3]), 10, Cancelled)));

        Assert.Single(blobs.Distinct());
        Assert.Single(await store.ListAsync(Acme, DateTimeOffset.MaxValue, Cancelled));
        await using var content = await store.OpenAsync(Acme, blobs[0].Sha256, Cancelled);
        Assert.Equal([1, 2, 3], await ReadAsync(content!));
    }

    [Fact]
    public async Task What_is_too_large_leaves_nothing()
    {
        var store = await CreateAsync();

        var refusal = await Assert.ThrowsAsync<BlobTooLargeException>(() => store.PutAsync(Acme, new MemoryStream(new byte[101]), 100, Cancelled));

        Assert.Equal(100, refusal.MaxLength);
        Assert.Empty(await store.ListAsync(Acme, DateTimeOffset.MaxValue, Cancelled));
    }

    [Fact]
    public async Task Organizations_have_blobs_of_their_own()
    {
        var store = await CreateAsync();
        var blob = await store.PutAsync(Acme, new MemoryStream([1]), 10, Cancelled);

        Assert.Null(await store.OpenAsync(Other, blob.Sha256, Cancelled));
        Assert.False(await store.DeleteAsync(Other, blob.Sha256, Cancelled));
        Assert.Empty(await store.ListAsync(Other, DateTimeOffset.MaxValue, Cancelled));
        Assert.NotNull(await store.OpenAsync(Acme, blob.Sha256, Cancelled));
    }

    [Fact]
    public async Task Deleted_blob_is_gone_and_may_come_back()
    {
        var store = await CreateAsync();
        var blob = await store.PutAsync(Acme, new MemoryStream([1]), 10, Cancelled);

        Assert.True(await store.DeleteAsync(Acme, blob.Sha256, Cancelled));
        Assert.False(await store.DeleteAsync(Acme, blob.Sha256, Cancelled));
        Assert.Null(await store.OpenAsync(Acme, blob.Sha256, Cancelled));

        await store.PutAsync(Acme, new MemoryStream([1]), 10, Cancelled);
        Assert.NotNull(await store.OpenAsync(Acme, blob.Sha256, Cancelled));
    }

    private static async Task<byte[]> ReadAsync(Stream content)
    {
        var copy = new MemoryStream();
        await content.CopyToAsync(copy, Cancelled);
        return copy.ToArray();
    }
}
