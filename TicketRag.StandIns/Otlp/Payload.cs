using System.IO.Compression;

namespace TicketRag.StandIns.Otlp;

/// <summary>Bodies and gRPC messages, whole and decompressed.</summary>
internal static class Payload
{
    public static async Task<byte[]> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        await body.CopyToAsync(whole, cancellationToken);
        return whole.ToArray();
    }

    /// <exception cref="InvalidDataException">Not gzip, or another encoding.</exception>
    public static byte[] Decode(byte[] payload, string? encoding)
    {
        switch (encoding)
        {
            case null or "" or "identity":
                return payload;
            case "gzip":
                using (var plain = new MemoryStream())
                using (var gzip = new GZipStream(new MemoryStream(payload), CompressionMode.Decompress))
                {
                    gzip.CopyTo(plain);
                    return plain.ToArray();
                }

            default:
                throw new InvalidDataException($"Content encoding '{encoding}'.");
        }
    }
}
