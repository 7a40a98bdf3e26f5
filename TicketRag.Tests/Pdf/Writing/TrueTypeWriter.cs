using System.Buffers.Binary;

namespace TicketRag.Tests.Pdf.Writing;

/// <summary>A TrueType font that consists of a cmap table only.</summary>
public static class TrueTypeWriter
{
    public static byte[] WithCmap(ushort platform, ushort encoding, params (char Code, ushort Glyph)[] pairs)
    {
        var font = new List<byte>();
        Write(font, 0x0001, 0x0000, 1, 16, 0, 0);
        font.AddRange("cmap"u8);
        Write(font, 0, 0, 0, 28);
        var subtable = Segments(pairs);
        Write(font, 0, (ushort)(12 + subtable.Count));
        Write(font, 0, 1, platform, encoding, 0, 12);
        font.AddRange(subtable);
        return [.. font];
    }

    /// <summary>Format 4, a segment for each pair.</summary>
    private static List<byte> Segments((char Code, ushort Glyph)[] pairs)
    {
        var sorted = pairs.OrderBy(pair => pair.Code).ToList();
        var count = (ushort)(sorted.Count + 1);
        var table = new List<byte>();
        Write(table, 4, (ushort)(16 + (8 * count)), 0, (ushort)(2 * count), 0, 0, 0);
        Write(table, [.. sorted.Select(pair => (ushort)pair.Code), 0xFFFF]);
        Write(table, 0);
        Write(table, [.. sorted.Select(pair => (ushort)pair.Code), 0xFFFF]);
        Write(table, [.. sorted.Select(pair => (ushort)(pair.Glyph - pair.Code)), 1]);
        Write(table, [.. Enumerable.Repeat((ushort)0, count)]);
        return table;
    }

    private static void Write(List<byte> into, params ushort[] values)
    {
        Span<byte> bytes = stackalloc byte[2];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
            into.AddRange(bytes);
        }
    }
}
