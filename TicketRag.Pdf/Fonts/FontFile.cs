using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Fonts;

/// <summary>Opens the font program that a descriptor embeds (ISO 32000-2, 9.9).</summary>
internal static class FontFile
{
    public static FontProgram? Open(ObjectStore store, DictionaryObject? descriptor)
    {
        foreach (var key in (ReadOnlySpan<string>)["FontFile2", "FontFile3", "FontFile"])
        {
            if (descriptor is not null && store.Get(descriptor, key).Stream is { } stream)
            {
                using var bytes = store.Decoder.Decode(stream);
                return Read(bytes.Span, store.File.Budget);
            }
        }

        return null;
    }

    /// <summary>By what the bytes are: the key that a file stands under is not always the right one.</summary>
    private static FontProgram? Read(ReadOnlySpan<byte> font, Budget budget) => font switch
    {
        [0, 1, 0, 0, ..] or [(byte)'t', (byte)'r', (byte)'u', (byte)'e', ..] or [(byte)'O', (byte)'T', (byte)'T', (byte)'O', ..]
            or [(byte)'t', (byte)'t', (byte)'c', (byte)'f', ..] => new TrueTypeProgram(font, budget),
        [1, ..] => CffProgram.TryRead(font, budget),
        [(byte)'%', (byte)'!', ..] or [0x80, ..] => new Type1Program(font),
        _ => null,
    };
}
