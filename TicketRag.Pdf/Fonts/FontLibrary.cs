using System.Runtime.CompilerServices;
using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Fonts;

/// <summary>The fonts of a document, each made once.</summary>
internal sealed class FontLibrary(ObjectStore store)
{
    private readonly ConditionalWeakTable<DictionaryObject, PdfFont> _fonts = [];

    public PdfFont Missing { get; } = new MissingFont(store);

    public PdfFont Of(DictionaryObject font)
    {
        if (!_fonts.TryGetValue(font, out var made))
        {
            store.File.Budget.Hold(8192);
            _fonts.AddOrUpdate(font, made = Make(font));
        }

        return made;
    }

    private PdfFont Make(DictionaryObject font)
    {
        if (store.Get(font, "DescendantFonts") is { IsNull: false } descendants)
        {
            var descendant = (descendants.Array is { } array ? store.Get(array, 0) : descendants).Dictionary ?? new DictionaryObject();
            var own = store.Get(descendant, "FontDescriptor").Dictionary;
            return new CompositeFont(store, font, descendant, FontTraits.Of(store, font, own), own);
        }

        var descriptor = store.Get(font, "FontDescriptor").Dictionary;
        return new SimpleFont(store, font, FontTraits.Of(store, font, descriptor), descriptor);
    }
}
