using System.Buffers.Binary;
using System.Text;

namespace TicketRag.Pdf.Fonts;

/// <summary>The glyph names in a <c>post</c> table of format 1 or 2.</summary>
internal static class PostTable
{
    private const int HeaderLength = 32;
    private const uint Format1 = 0x00010000;
    private const uint Format2 = 0x00020000;

    public static void Read(ReadOnlySpan<byte> table, Dictionary<int, string> names)
    {
        if (table.Length < HeaderLength)
        {
            return;
        }

        var standard = GlyphOrders.MacintoshOrder;
        var format = BinaryPrimitives.ReadUInt32BigEndian(table);
        if (format == Format1)
        {
            for (var glyph = 0; glyph < standard.Length; glyph++)
            {
                names[glyph] = standard[glyph];
            }
        }

        if (format != Format2 || table.Length < HeaderLength + 2)
        {
            return;
        }

        var count = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(table[HeaderLength..]), (table.Length - HeaderLength - 2) / 2);
        var own = OwnNames(table[(HeaderLength + 2 + (2 * count))..]);
        for (var glyph = 0; glyph < count; glyph++)
        {
            int index = BinaryPrimitives.ReadUInt16BigEndian(table[(HeaderLength + 2 + (2 * glyph))..]);
            if (index < standard.Length)
            {
                names[glyph] = standard[index];
            }
            else if (index - standard.Length < own.Count)
            {
                names[glyph] = own[index - standard.Length];
            }
        }
    }

    private static List<string> OwnNames(ReadOnlySpan<byte> strings)
    {
        var names = new List<string>();
        while (strings.Length > 0 && strings[0] < strings.Length)
        {
            names.Add(Encoding.ASCII.GetString(strings.Slice(1, strings[0])));
            strings = strings[(1 + strings[0])..];
        }

        return names;
    }
}
