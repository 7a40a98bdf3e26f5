using System.Buffers;
using System.Security.Cryptography;

namespace TicketRag.Core.Documents.Blobs;

/// <summary>Copies a stream and computes its SHA-256 on the way.</summary>
internal static class HashedCopy
{
    private const int BufferLength = 81_920;

    /// <exception cref="BlobTooLargeException">It is longer than <paramref name="maxLength"/> bytes.</exception>
    public static async Task<StoredBlob> CopyAsync(Stream from, Stream to, long maxLength, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            var length = 0L;
            int read;
            while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
            {
                length += read;
                if (length > maxLength)
                {
                    throw new BlobTooLargeException(maxLength);
                }

                hash.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            return new(Convert.ToHexStringLower(hash.GetHashAndReset()), length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
