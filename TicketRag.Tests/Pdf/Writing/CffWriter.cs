namespace TicketRag.Tests.Pdf.Writing;

/// <summary>A CFF font without outlines: names, charset and encoding only. String 391 is "lambda".</summary>
public static class CffWriter
{
    public static byte[] WithEncoding(params (byte Code, ushort String)[] glyphs)
    {
        byte[] header = [1, 0, 4, 1];
        byte[] names = [0, 1, 1, 1, 2, (byte)'X'];
        byte[] strings = [0, 1, 1, 1, 7, .. "lambda"u8];
        byte[] globals = [0, 0];
        const int TopLength = 5 + 15;
        var charsetAt = header.Length + names.Length + TopLength + strings.Length + globals.Length;
        byte[] charset = [0, .. glyphs.SelectMany(glyph => new[] { (byte)(glyph.String >> 8), (byte)glyph.String })];
        byte[] encoding = [0, (byte)glyphs.Length, .. glyphs.Select(glyph => glyph.Code)];
        byte[] outlines = [0, (byte)(glyphs.Length + 1), 1, .. Enumerable.Range(1, glyphs.Length + 2).Select(i => (byte)i), .. new byte[glyphs.Length + 1]];
        var encodingAt = charsetAt + charset.Length;
        byte[] top = [.. Number(charsetAt), 15, .. Number(encodingAt), 16, .. Number(encodingAt + encoding.Length), 17];
        byte[] tops = [0, 1, 1, 1, (byte)(top.Length + 1), .. top];
        var missing = TopLength - tops.Length;
        return [.. header, .. names, .. tops, .. strings, .. globals, .. new byte[missing], .. charset, .. encoding, .. outlines];
    }

    private static byte[] Number(int value) => [28, (byte)(value >> 8), (byte)value];
}
