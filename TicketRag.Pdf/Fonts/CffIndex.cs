namespace TicketRag.Pdf.Fonts;

/// <summary>An INDEX of a CFF font (Adobe Technical Note 5176, 5): where its items are.</summary>
internal readonly record struct CffIndex(int Count, int OffsetSize, int OffsetsAt, int DataAt, int End)
{
    public static CffIndex Read(ReadOnlySpan<byte> font, int at)
    {
        if (at < 0 || at + 2 > font.Length)
        {
            return new CffIndex(0, 1, font.Length, font.Length, font.Length);
        }

        var count = (font[at] << 8) | font[at + 1];
        if (count == 0 || at + 3 > font.Length || font[at + 2] is < 1 or > 4)
        {
            return new CffIndex(0, 1, at + 2, at + 2, at + 2);
        }

        var size = font[at + 2];
        var data = at + 3 + ((count + 1) * size) - 1;
        var index = new CffIndex(count, size, at + 3, data, data);
        var end = data + (long)index.Offset(font, count);
        return index with { End = (int)Math.Clamp(end, 0, font.Length) };
    }

    public ReadOnlySpan<byte> Item(ReadOnlySpan<byte> font, int item)
    {
        if ((uint)item >= (uint)Count)
        {
            return default;
        }

        var start = DataAt + (long)Offset(font, item);
        var end = DataAt + (long)Offset(font, item + 1);
        return start >= 0 && end >= start && end <= font.Length ? font[(int)start..(int)end] : default;
    }

    private uint Offset(ReadOnlySpan<byte> font, int item)
    {
        uint offset = 0;
        var at = OffsetsAt + (item * OffsetSize);
        for (var i = 0; i < OffsetSize && at + i < font.Length; i++)
        {
            offset = (offset << 8) | font[at + i];
        }

        return offset;
    }
}
