using System.Runtime.InteropServices;

namespace TicketRag.Pdf.Content;

/// <summary>What running a page's content left: glyphs in drawing order, straight lines, and whether there are images.</summary>
internal sealed class PageContent(Budget budget)
{
    private const int MostRules = 20_000;
    private const int GlyphBytes = 64;

    private readonly List<Glyph> _glyphs = [];

    public Span<Glyph> Glyphs => CollectionsMarshal.AsSpan(_glyphs);

    public int GlyphCount => _glyphs.Count;

    /// <summary>Thin upright or level boxes: drawn lines and the edges of drawn boxes.</summary>
    public List<PdfBox> Rules { get; } = [];

    public bool HasImages { get; set; }

    public void Add(in Glyph glyph)
    {
        if (_glyphs.Count >= budget.Options.MaxGlyphsPerPage)
        {
            throw Budget.Exceeded($"A page has more than {budget.Options.MaxGlyphsPerPage} glyphs.");
        }

        budget.Step();
        budget.Hold(GlyphBytes);
        _glyphs.Add(glyph);
    }

    public void RemoveFrom(int index) => _glyphs.RemoveRange(index, _glyphs.Count - index);

    public void AddRule(PdfBox box)
    {
        if (Rules.Count < MostRules)
        {
            Rules.Add(box);
        }
    }

    /// <summary>Gives the budget back what the glyphs took.</summary>
    public void Release() => budget.Release((long)_glyphs.Count * GlyphBytes);
}
