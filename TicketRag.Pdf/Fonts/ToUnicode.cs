using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Fonts;

/// <summary>The ToUnicode CMap of a font (ISO 32000-2, 9.10.3).</summary>
internal static class ToUnicode
{
    public static CMap? Of(ObjectStore store, DictionaryObject font)
    {
        if (store.Get(font, "ToUnicode").Stream is not { } stream)
        {
            return null;
        }

        using var bytes = store.Decoder.Decode(stream);
        store.File.Budget.Hold(bytes.Length * 4L);
        var map = CMapParser.Parse(bytes.Span, store.File.Names, store.File.Budget, PredefinedCMaps.Named);
        return map.HasText ? map : null;
    }

    /// <summary>The text unless it says nothing: some writers map what they do not know to U+0000 or U+FFFD.</summary>
    public static string? Usable(string? text) => text is null or "" or "\0" or "\uFFFD" ? null : text;
}
