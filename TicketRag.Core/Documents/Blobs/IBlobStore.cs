using TicketRag.Core.Organizations;

namespace TicketRag.Core.Documents.Blobs;

/// <summary>
/// Original files by the SHA-256 of their bytes, each organization's apart: a folder where the product runs embedded, the database where it is distributed.
/// </summary>
public interface IBlobStore
{
    /// <summary>Stores a stream to its end, piece by piece. The same bytes again are no second blob.</summary>
    /// <exception cref="BlobTooLargeException">It is longer than <paramref name="maxLength"/> bytes; nothing is kept.</exception>
    Task<StoredBlob> PutAsync(OrganizationId organization, Stream content, long maxLength, CancellationToken cancellationToken);

    /// <returns>A seekable stream at its start; null where the organization has no such blob.</returns>
    Task<Stream?> OpenAsync(OrganizationId organization, string sha256, CancellationToken cancellationToken);

    /// <returns>Whether there was one.</returns>
    Task<bool> DeleteAsync(OrganizationId organization, string sha256, CancellationToken cancellationToken);

    /// <summary>What the organization has that was stored before an instant.</summary>
    Task<IReadOnlyList<string>> ListAsync(OrganizationId organization, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Deletes what killed processes have left half-written. What is being written stays.</summary>
    Task DropUnfinishedAsync(CancellationToken cancellationToken);
}

/// <param name="Sha256">64 hexadecimal digits, in lower case.</param>
/// <param name="Length">In bytes.</param>
public sealed record StoredBlob(string Sha256, long Length);

public sealed class BlobTooLargeException(long maxLength) : Exception($"The file is larger than {maxLength:N0} bytes.")
{
    public long MaxLength { get; } = maxLength;
}
