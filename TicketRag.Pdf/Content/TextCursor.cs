using TicketRag.Pdf.Fonts;
using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Content;

/// <summary>The text object (ISO 32000-2, 9.4): the text and line matrices, and showing strings from where they stand.</summary>
internal sealed class TextCursor(PageContent page, PdfBox visible)
{
    // What lies this far outside the page was put there to be hidden; rounding puts nothing there.
    private const double Margin = 1;
    private const float LargestSize = 100_000;

    private Matrix _text = Matrix.Identity;
    private Matrix _line = Matrix.Identity;

    public void Begin() => Set(Matrix.Identity);

    public void Set(in Matrix matrix) => _text = _line = matrix;

    public void MoveLine(double x, double y) => Set(Matrix.Translation(x, y).Then(_line));

    public void ShowArray(in GraphicsState state, ArrayObject? array, bool hidden)
    {
        for (var i = 0; i < (array?.Count ?? 0); i++)
        {
            var item = array![i];
            if (item.IsNumber)
            {
                Adjust(state, item.Number);
            }
            else
            {
                Show(state, item, hidden);
            }
        }
    }

    public void Show(in GraphicsState state, Value text, bool hidden)
    {
        if (text.Kind == ValueKind.String)
        {
            Show(state, text.Bytes, hidden);
        }
    }

    /// <summary>A number in the array of TJ: thousandths of the font size, backwards (9.4.3).</summary>
    private void Adjust(in GraphicsState state, double thousandths)
    {
        var distance = -thousandths / 1000 * state.FontSize;
        Advance(state, state.Font.IsVertical ? distance : distance * state.HorizontalScale);
    }

    private void Advance(in GraphicsState state, double distance) =>
        _text = state.Font.IsVertical
            ? Matrix.Translation(0, distance).Then(_text)
            : Matrix.Translation(distance, 0).Then(_text);

    private void Show(in GraphicsState state, ReadOnlySpan<byte> bytes, bool hidden)
    {
        var frame = new TextFrame(_text.Then(state.Transformation), state);
        double moved = 0;
        while (bytes.Length > 0)
        {
            page.Step();
            var glyph = state.Font.Next(bytes, out var length);
            bytes = bytes[length..];
            var spacing = state.CharacterSpacing + (glyph.IsSpaceCode ? state.WordSpacing : 0);
            if (!hidden && glyph.Text.Length > 0)
            {
                Place(frame, glyph, moved, state);
            }

            var step = (glyph.Advance * state.FontSize) + spacing;
            moved += state.Font.IsVertical ? step : step * state.HorizontalScale;
        }

        Advance(state, moved);
    }

    private void Place(in TextFrame frame, FontGlyph glyph, double moved, in GraphicsState state)
    {
        var (x, y) = state.Font.IsVertical
            ? frame.Matrix.Apply(0, state.Rise + moved)
            : frame.Matrix.Apply(moved, state.Rise);
        var isInside = x >= visible.Left - Margin && x <= visible.Right + Margin
            && y >= visible.Bottom - Margin && y <= visible.Top + Margin;
        if (!isInside || !(frame.Size is > 0 and < LargestSize))
        {
            return;
        }

        page.Add(new Glyph
        {
            Text = glyph.Text,
            Font = state.Font.Traits,
            X = (float)x,
            Y = (float)y,
            Advance = (float)(Math.Abs(glyph.Advance) * frame.AdvanceScale),
            Size = frame.Size,
            Ascent = frame.Size * (state.Font.IsVertical ? 0.5f : state.Font.Traits.Ascent),
            Descent = frame.Size * (state.Font.IsVertical ? -0.5f : state.Font.Traits.Descent),
            Angle = frame.Angle,
        });
    }
}
