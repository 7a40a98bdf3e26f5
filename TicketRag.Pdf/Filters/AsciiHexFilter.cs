using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Filters;

/// <summary>ASCIIHexDecode (ISO 32000-2, 7.4.2).</summary>
internal static class AsciiHexFilter
{
    public static void Decode(ReadOnlySpan<byte> input, PooledBytes output)
    {
        var high = -1;
        foreach (var item in input)
        {
            if (item == '>')
            {
                break;
            }

            var digit = Bytes.HexDigit(item);
            if (digit < 0)
            {
                continue;
            }

            if (high < 0)
            {
                high = digit;
                continue;
            }

            output.Append((byte)((high << 4) | digit));
            high = -1;
        }

        if (high >= 0)
        {
            output.Append((byte)(high << 4));
        }
    }
}
