using System.Buffers.Binary;
using System.Text;

namespace TicketRag.Pdf.Fonts;

/// <summary>The table directory of a TrueType or OpenType font, or of the first font of a collection.</summary>
internal static class FontDirectory
{
    private const int HeaderLength = 12;
    private const int RecordLength = 16;

    public static Dictionary<string, Range> Read(ReadOnlySpan<byte> font)
    {
        var tables = new Dictionary<string, Range>();
        var start = 0;
        if (font.StartsWith("ttcf"u8) && font.Length >= 16)
        {
            start = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(font[12..]), (uint)font.Length);
        }

        if (font.Length - start < HeaderLength)
        {
            return tables;
        }

        var count = BinaryPrimitives.ReadUInt16BigEndian(font[(start + 4)..]);
        for (var i = 0; i < count; i++)
        {
            var at = start + HeaderLength + (RecordLength * i);
            if (at + RecordLength > font.Length)
            {
                break;
            }

            var record = font.Slice(at, RecordLength);
            var offset = BinaryPrimitives.ReadUInt32BigEndian(record[8..]);
            var length = BinaryPrimitives.ReadUInt32BigEndian(record[12..]);
            if (offset < font.Length)
            {
                // A table that is cut short is read as far as it goes.
                var end = (int)Math.Min(offset + (long)length, font.Length);
                tables[Encoding.ASCII.GetString(record[..4])] = (int)offset..end;
            }
        }

        return tables;
    }
}
