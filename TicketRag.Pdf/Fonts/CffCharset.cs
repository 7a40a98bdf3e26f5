namespace TicketRag.Pdf.Fonts;

/// <summary>The charset of a CFF font (Adobe Technical Note 5176, 13): the string or CID of each glyph.</summary>
internal static class CffCharset
{
    private const int LastPredefined = 2;

    public static int[] Read(ReadOnlySpan<byte> font, int offset, int glyphs)
    {
        var charset = new int[glyphs];
        if (offset <= LastPredefined)
        {
            // ISOAdobe counts through the standard strings; the expert charsets are not known.
            for (var glyph = 0; glyph < glyphs && offset == 0; glyph++)
            {
                charset[glyph] = glyph;
            }

            return charset;
        }

        if (offset >= font.Length)
        {
            return charset;
        }

        var format = font[offset];
        var at = offset + 1;
        for (var glyph = 1; glyph < glyphs && at + 2 <= font.Length;)
        {
            var first = (font[at] << 8) | font[at + 1];
            at += 2;
            var left = 0;
            if (format == 1 && at < font.Length)
            {
                left = font[at++];
            }
            else if (format == 2 && at + 2 <= font.Length)
            {
                left = (font[at] << 8) | font[at + 1];
                at += 2;
            }

            for (var i = 0; i <= left && glyph < glyphs; i++)
            {
                charset[glyph++] = first + i;
            }
        }

        return charset;
    }
}
