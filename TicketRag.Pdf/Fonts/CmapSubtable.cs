using System.Buffers.Binary;

namespace TicketRag.Pdf.Fonts;

/// <summary>The pairs of code and glyph in a <c>cmap</c> subtable of format 0, 4, 6 or 12.</summary>
internal static class CmapSubtable
{
    private const int MostPairs = 400_000;

    public static void Read(ReadOnlySpan<byte> table, Budget budget, Action<int, int> add)
    {
        if (table.Length < 12)
        {
            return;
        }

        switch (U16(table, 0))
        {
            case 0:
                for (var code = 0; code < Math.Min(256, table.Length - 6); code++)
                {
                    AddGlyph(code, table[6 + code], add);
                }

                break;
            case 4:
                ReadSegments(table, budget, add);
                break;
            case 6:
                for (var i = 0; i < U16(table, 8) && 10 + (2 * i) + 2 <= table.Length; i++)
                {
                    AddGlyph(U16(table, 6) + i, U16(table, 10 + (2 * i)), add);
                }

                break;
            case 12:
                ReadGroups(table, budget, add);
                break;
            default:
                break;
        }
    }

    private static void ReadSegments(ReadOnlySpan<byte> table, Budget budget, Action<int, int> add)
    {
        var doubled = U16(table, 6) & ~1;
        var pairs = 0;
        for (var i = 0; i < doubled && 16 + (3 * doubled) + i + 2 <= table.Length; i += 2)
        {
            var end = U16(table, 14 + i);
            var start = U16(table, 16 + doubled + i);
            var delta = U16(table, 16 + (2 * doubled) + i);
            var rangeAt = 16 + (3 * doubled) + i;
            var range = U16(table, rangeAt);
            for (var code = start; code <= end && code < 0xFFFF && pairs++ < MostPairs; code++)
            {
                budget.Step();
                var at = rangeAt + range + (2 * (code - start));
                var glyph = range == 0 ? code : at + 2 <= table.Length ? U16(table, at) : 0;
                AddGlyph(code, range != 0 && glyph == 0 ? 0 : (glyph + delta) & 0xFFFF, add);
            }
        }
    }

    private static void ReadGroups(ReadOnlySpan<byte> table, Budget budget, Action<int, int> add)
    {
        if (table.Length < 16)
        {
            return;
        }

        var pairs = 0;
        var count = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(table[12..]), (uint)(table.Length - 16) / 12);
        for (var i = 0; i < count; i++)
        {
            var group = table.Slice(16 + (12 * i), 12);
            var start = BinaryPrimitives.ReadUInt32BigEndian(group);
            var end = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(group[4..]), 0x10FFFF);
            var glyph = BinaryPrimitives.ReadUInt32BigEndian(group[8..]);
            for (var code = start; code <= end && glyph <= 0xFFFF && pairs++ < MostPairs; code++)
            {
                budget.Step();
                AddGlyph((int)code, (int)glyph++, add);
            }
        }
    }

    private static void AddGlyph(int code, int glyph, Action<int, int> add)
    {
        if (glyph != 0)
        {
            add(code, glyph);
        }
    }

    private static int U16(ReadOnlySpan<byte> table, int at) =>
        at + 2 <= table.Length ? BinaryPrimitives.ReadUInt16BigEndian(table[at..]) : 0;
}
