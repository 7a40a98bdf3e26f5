namespace TicketRag.Pdf.Filters;

/// <summary>ASCII85Decode (ISO 32000-2, 7.4.3).</summary>
internal static class Ascii85Filter
{
    public static void Decode(ReadOnlySpan<byte> input, PooledBytes output)
    {
        if (input.StartsWith("<~"u8))
        {
            input = input[2..];
        }

        uint group = 0;
        var count = 0;
        foreach (var item in input)
        {
            if (item == '~')
            {
                break;
            }

            if (item == 'z' && count == 0)
            {
                output.Append([0, 0, 0, 0]);
                continue;
            }

            if (item is < (byte)'!' or > (byte)'u')
            {
                continue;
            }

            group = unchecked((group * 85) + (uint)(item - '!'));
            if (++count == 5)
            {
                Write(group, 4, output);
                (group, count) = (0, 0);
            }
        }

        if (count > 1)
        {
            for (var i = count; i < 5; i++)
            {
                group = unchecked((group * 85) + 84);
            }

            Write(group, count - 1, output);
        }
    }

    private static void Write(uint group, int count, PooledBytes output)
    {
        for (var i = 0; i < count; i++)
        {
            output.Append((byte)(group >> (24 - (8 * i))));
        }
    }
}
