using System.Runtime.InteropServices;

namespace TicketRag.Pdf.Content;

/// <summary>What running a page's content left: glyphs in drawing order, straight lines, and whether there are images.</summary>
/// <remarks>One instance serves all pages of a document: a page's glyphs are too many to allocate them anew.</remarks>
internal sealed class PageContent(Budget budget)
{
    private const int MostGlyphsKept = 100_000;
    private const int MostRules = 20_000;
    private const int GlyphBytes = 64;

    private readonly List<Glyph> _glyphs = [];

    public Span<Glyph> Glyphs => CollectionsMarshal.AsSpan(_glyphs);

    public int GlyphCount => _glyphs.Count;

    /// <summary>Thin upright or level boxes: drawn lines and the edges of drawn boxes.</summary>
    public List<PdfBox> Rules { get; } = [];

    public bool HasImages { get; set; }

    /// <summary>Counts a code that is shown, whether or not it leaves a glyph.</summary>
    public void Step() => budget.Step();

    public void Add(in Glyph glyph)
    {
        if (_glyphs.Count >= budget.Options.MaxGlyphsPerPage)
        {
            throw Budget.Exceeded($"A page has more than {budget.Options.MaxGlyphsPerPage} glyphs.");
        }

        budget.Hold(GlyphBytes);
        _glyphs.Add(glyph);
    }

    public void RemoveFrom(int index)
    {
        budget.Release((long)(_glyphs.Count - index) * GlyphBytes);
        _glyphs.RemoveRange(index, _glyphs.Count - index);
    }

    public void AddRule(PdfBox box)
    {
        if (Rules.Count < MostRules)
        {
            Rules.Add(box);
        }
    }

    /// <summary>Empties it for the next page, and gives back what the last one took.</summary>
    public void Clear()
    {
        budget.Release((long)_glyphs.Count * GlyphBytes);
        _glyphs.Clear();
        Rules.Clear();
        HasImages = false;
        if (_glyphs.Capacity > MostGlyphsKept)
        {
            _glyphs.Capacity = 0;
        }
    }
}
