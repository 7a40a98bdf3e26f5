using TicketRag.Pdf.Filters;

namespace TicketRag.Pdf.Objects;

/// <summary>Finds, decrypts and decodes the bytes of streams (ISO 32000-2, 7.3.8 and 7.4).</summary>
internal sealed class StreamDecoder(ObjectStore store)
{
    /// <summary>The decoded bytes; empty for images, whose filters are not decoded. The caller disposes of them.</summary>
    public PooledBytes Decode(StreamObject stream, bool decrypt = true)
    {
        var filters = FilterChain.Of(store, stream.Dictionary);
        var budget = store.File.Budget;
        var raw = RawBytes(stream);
        if (!decrypt || store.Decryptor is not { } decryptor || !decryptor.AppliesTo(stream, filters))
        {
            return FilterChain.Decode(raw, filters, budget);
        }

        using var plain = decryptor.Decrypt(raw.Span, stream.Number, stream.Generation, filters);
        return FilterChain.Decode(plain.Memory, filters, budget);
    }

    /// <summary>As <c>Length</c> says if an end of stream follows there; otherwise up to the next one.</summary>
    private ReadOnlyMemory<byte> RawBytes(StreamObject stream)
    {
        var data = store.File.Data;
        if (stream.Start >= data.Length)
        {
            return default;
        }

        var rest = data[stream.Start..];
        var length = store.Get(stream.Dictionary, "Length");
        if (length.IsNumber && length.Number >= 0 && length.Number < rest.Length && EndFollows(rest.Span[length.Integer..]))
        {
            return rest[..length.Integer];
        }

        var end = rest.Span.IndexOf("endstream"u8);
        end = end < 0 ? rest.Span.IndexOf("endobj"u8) : end;
        return end < 0 ? rest : rest[..WithoutLineEnd(rest.Span, end)];
    }

    private static bool EndFollows(ReadOnlySpan<byte> rest)
    {
        var at = 0;
        while (at < rest.Length && at < 4 && Bytes.IsWhite(rest[at]))
        {
            at++;
        }

        return rest[at..].StartsWith("endstream"u8) || rest[at..].StartsWith("endobj"u8);
    }

    private static int WithoutLineEnd(ReadOnlySpan<byte> data, int end)
    {
        end -= end > 0 && data[end - 1] == '\n' ? 1 : 0;
        return end - (end > 0 && data[end - 1] == '\r' ? 1 : 0);
    }
}
