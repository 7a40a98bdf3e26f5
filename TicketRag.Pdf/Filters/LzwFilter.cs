namespace TicketRag.Pdf.Filters;

/// <summary>LZWDecode (ISO 32000-2, 7.4.4): codes of 9 to 12 bits, most significant bit first.</summary>
internal static class LzwFilter
{
    private const int Clear = 256;
    private const int EndOfData = 257;
    private const int TableSize = 4096;

    public static void Decode(ReadOnlySpan<byte> input, PooledBytes output, bool earlyChange)
    {
        Span<short> prefix = stackalloc short[TableSize];
        Span<byte> suffix = stackalloc byte[TableSize];
        Span<short> length = stackalloc short[TableSize];
        for (var i = 0; i < 256; i++)
        {
            suffix[i] = (byte)i;
            length[i] = 1;
        }

        var early = earlyChange ? 1 : 0;
        var (bits, available, next, width, previous) = (0, 0, EndOfData + 1, 9, -1);
        foreach (var item in input)
        {
            bits = (bits << 8) | item;
            available += 8;
            if (available < width)
            {
                continue;
            }

            available -= width;
            var code = (bits >> available) & ((1 << width) - 1);
            bits &= (1 << available) - 1;
            if (code == EndOfData)
            {
                return;
            }

            if (code == Clear)
            {
                (next, width, previous) = (EndOfData + 1, 9, -1);
                continue;
            }

            if (code > next || (code == next && previous < 0))
            {
                return;
            }

            var repeats = code == next;
            var shown = Write(repeats ? previous : code, prefix, suffix, length, output);
            if (repeats)
            {
                output.Append(shown);
            }

            if (previous >= 0 && next < TableSize)
            {
                prefix[next] = (short)previous;
                suffix[next] = shown;
                length[next] = (short)(length[previous] + 1);
                next++;
            }

            previous = code;
            width = (next + early) switch
            {
                < 512 => 9,
                < 1024 => 10,
                < 2048 => 11,
                _ => 12,
            };
        }
    }

    /// <summary>Writes the string of a code and returns its first byte.</summary>
    private static byte Write(int code, Span<short> prefix, Span<byte> suffix, Span<short> length, PooledBytes output)
    {
        int count = length[code];
        var target = output.Free(count);
        for (var i = count - 1; i >= 0; i--)
        {
            target[i] = suffix[code];
            code = prefix[code];
        }

        var first = target[0];
        output.Advance(count);
        return first;
    }
}
