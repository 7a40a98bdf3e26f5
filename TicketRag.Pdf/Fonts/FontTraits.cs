using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Fonts;

/// <summary>A font's name, style and extent: from its descriptor (ISO 32000-2, 9.8), or guessed from its name.</summary>
internal sealed record FontTraits(string Name, PdfFontStyle Style, float Ascent, float Descent, int Flags)
{
    private const int FixedPitchFlag = 1;
    private const int SerifFlag = 1 << 1;
    private const int SymbolicFlag = 1 << 2;
    private const int NonsymbolicFlag = 1 << 5;
    private const int ItalicFlag = 1 << 6;
    private const int ForceBoldFlag = 1 << 18;
    private const int BoldWeight = 600;

    private const float UsualAscent = 0.75f;
    private const float UsualDescent = -0.25f;

    public bool IsSymbolic => (Flags & SymbolicFlag) != 0;

    public bool IsNonsymbolic => (Flags & NonsymbolicFlag) != 0;

    public bool IsSerif => (Flags & SerifFlag) != 0;

    public static FontTraits Of(ObjectStore store, DictionaryObject font, DictionaryObject? descriptor)
    {
        var name = WithoutSubsetTag(store.Get(font, "BaseFont").Name ?? store.Get(font, "Name").Name ?? "");
        var flags = descriptor is null ? 0 : store.Get(descriptor, "Flags").Integer;
        var bold = Has(name, "Bold") || Has(name, "Black") || Has(name, "Heavy") || (flags & ForceBoldFlag) != 0
            || (descriptor is not null && store.Get(descriptor, "FontWeight").Number >= BoldWeight);
        var italic = Has(name, "Italic") || Has(name, "Oblique") || (flags & ItalicFlag) != 0
            || (descriptor is not null && store.Get(descriptor, "ItalicAngle").Number != 0);
        var fixedPitch = (flags & FixedPitchFlag) != 0 || Has(name, "Courier");
        var style = (bold ? PdfFontStyle.Bold : 0) | (italic ? PdfFontStyle.Italic : 0) | (fixedPitch ? PdfFontStyle.FixedPitch : 0);
        return new FontTraits(
            name, style,
            Extent(store, descriptor, "Ascent", 0.4, 1.3, UsualAscent),
            -Extent(store, descriptor, "Descent", 0.05, 0.6, -UsualDescent), flags);
    }

    private static bool Has(string name, string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);

    /// <summary>Descriptors are often filled in carelessly: what lies outside the possible is replaced by the usual.</summary>
    private static float Extent(ObjectStore store, DictionaryObject? descriptor, string key, double least, double most, float usual)
    {
        var extent = descriptor is null ? 0 : Math.Abs(store.Get(descriptor, key).Number) / 1000;
        return extent >= least && extent <= most ? (float)extent : usual;
    }

    /// <summary>"ABCDEF+Name" is a subset of Name (9.9.2).</summary>
    private static string WithoutSubsetTag(string name) =>
        name.Length > 7 && name[6] == '+' && name.AsSpan(0, 6).IndexOfAnyExceptInRange('A', 'Z') < 0 ? name[7..] : name;
}
