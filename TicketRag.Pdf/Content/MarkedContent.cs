using TicketRag.Pdf.Fonts;
using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Content;

/// <summary>Marked-content sequences (ISO 32000-2, 14.6): those that are hidden, and those that say what they mean.</summary>
internal sealed class MarkedContent(ObjectStore store, PageContent page, OptionalContent layers)
{
    private readonly Stack<(string? ActualText, int FirstGlyph, bool IsHidden)> _open = new();
    private int _hidden;

    public bool IsHidden => _hidden > 0;

    public int Depth => _open.Count;

    public void Begin(string tag, Value properties, DictionaryObject? resources)
    {
        if (properties.Name is { } name && resources is not null)
        {
            properties = store.Get(resources, "Properties").Dictionary is { } named ? named[name] : Value.Null;
        }

        var hidden = tag == "OC" && layers.IsHidden(properties);
        var actual = store.Resolve(properties).Dictionary is { } dictionary ? store.Get(dictionary, "ActualText") : Value.Null;
        _open.Push((actual.Kind == ValueKind.String ? TextString.Decode(actual.Bytes) : null, page.GlyphCount, hidden));
        _hidden += hidden ? 1 : 0;
    }

    public void End()
    {
        if (_open.TryPop(out var sequence))
        {
            _hidden -= sequence.IsHidden ? 1 : 0;
            if (sequence.ActualText is { } text && sequence.FirstGlyph < page.GlyphCount)
            {
                Replace(sequence.FirstGlyph, CompatibilityForms.ResolveLigatures(text));
            }
        }
    }

    /// <summary>Ends what a stream left open, so that it does not reach into the next.</summary>
    public void EndDownTo(int depth)
    {
        while (_open.Count > depth)
        {
            End();
        }
    }

    /// <summary>Puts the actual text (14.9.4) in the place of glyphs, evenly spread over the room that they take.</summary>
    private void Replace(int first, string text)
    {
        var shown = page.Glyphs[first..];
        if (SaysTheSame(shown, text))
        {
            return;
        }

        var start = shown[0];
        var end = shown[^1];
        var length = Math.Sqrt(Math.Pow(end.X - start.X, 2) + Math.Pow(end.Y - start.Y, 2)) + end.Advance;
        var step = text.Length == 0 || end.Angle != start.Angle ? 0 : (float)(length / text.Length);
        var (sin, cos) = Math.SinCos(start.Angle * Math.PI / 180);
        page.RemoveFrom(first);
        for (var i = 0; i < text.Length; i++)
        {
            var width = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 2 : 1;
            page.Add(start with
            {
                Text = text.Substring(i, width),
                X = start.X + (float)(cos * step * i),
                Y = start.Y + (float)(sin * step * i),
                Advance = step * width,
            });
            i += width - 1;
        }
    }

    /// <summary>Where glyphs and actual text agree but for spaces, the glyphs know the places better.</summary>
    private static bool SaysTheSame(ReadOnlySpan<Glyph> glyphs, string text)
    {
        var at = 0;
        foreach (ref readonly var glyph in glyphs)
        {
            foreach (var unit in glyph.Text)
            {
                while (at < text.Length && char.IsWhiteSpace(text[at]))
                {
                    at++;
                }

                if (char.IsWhiteSpace(unit))
                {
                    continue;
                }

                if (at >= text.Length || text[at++] != unit)
                {
                    return false;
                }
            }
        }

        return text.AsSpan(at).Trim().IsEmpty;
    }
}
