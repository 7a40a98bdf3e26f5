using System.IO.Compression;
using System.Runtime.InteropServices;

namespace TicketRag.Pdf.Filters;

/// <summary>FlateDecode (ISO 32000-2, 7.4.4). Damaged data yields what comes before the damage.</summary>
internal static class FlateFilter
{
    private const int ChunkLength = 32 * 1024;

    public static void Decode(ReadOnlyMemory<byte> input, PooledBytes output)
    {
        var body = WithoutHeader(input);
        if (Inflate(body, output, 0))
        {
            return;
        }

        // The inflater drops what it had of the chunk in which the damage lies: up to there again, then byte by byte.
        var intact = output.Length;
        output.Truncate(0);
        Inflate(body, output, intact);
        if (output.Length == 0 && body.Length != input.Length)
        {
            Inflate(input, output, int.MaxValue);
        }
    }

    /// <summary>
    /// The two bytes of the zlib header are checked by nobody else, and the checksum at the end would turn whole data
    /// away, so the raw deflate stream between them is read.
    /// </summary>
    private static ReadOnlyMemory<byte> WithoutHeader(ReadOnlyMemory<byte> input)
    {
        var span = input.Span;
        var start = 0;
        while (start < span.Length && span[start] is (byte)'\r' or (byte)'\n')
        {
            start++;
        }

        if (span.Length - start < 2 || (span[start] & 0x0F) != 8)
        {
            return input;
        }

        return input[(start + 2)..];
    }

    /// <summary>Whether the data was read to its end. From <paramref name="careful"/> on in single bytes, if positive.</summary>
    private static bool Inflate(ReadOnlyMemory<byte> body, PooledBytes output, int careful)
    {
        if (!MemoryMarshal.TryGetArray(body, out var segment) || segment.Array is null)
        {
            segment = body.ToArray();
        }

        using var compressed = new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false);
        using var inflater = new DeflateStream(compressed, CompressionMode.Decompress);
        try
        {
            while (true)
            {
                var free = output.Free(ChunkLength);
                var length = careful == 0 ? free.Length : Math.Clamp(careful - output.Length, 1, ChunkLength);
                var read = inflater.Read(free[..Math.Min(length, free.Length)]);
                if (read == 0)
                {
                    return true;
                }

                output.Advance(read);
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
