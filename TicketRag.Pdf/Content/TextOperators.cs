using TicketRag.Pdf.Fonts;
using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Content;

/// <summary>The operators of text (ISO 32000-2, 9.3 and 9.4): its state, where it stands, and showing it.</summary>
internal sealed class TextOperators(TextCursor cursor, MarkedContent marks, ResourceNames resources, FontLibrary fonts)
{
    /// <summary>Runs an operator if it is one of text.</summary>
    public bool Apply(string op, Operands operands, ref GraphicsState state)
    {
        switch (op)
        {
            case "Tj":
                cursor.Show(state, operands[^1], marks.IsHidden);
                return true;
            case "TJ":
                cursor.ShowArray(state, operands[^1].Array, marks.IsHidden);
                return true;
            case "Td":
                cursor.MoveLine(operands.Number(0), operands.Number(1));
                return true;
            case "TD":
                state.Leading = -operands.Number(1);
                cursor.MoveLine(operands.Number(0), operands.Number(1));
                return true;
            case "Tm":
                cursor.Set(operands.Matrix());
                return true;
            case "T*":
                cursor.MoveLine(0, -state.Leading);
                return true;
            case "'":
                cursor.MoveLine(0, -state.Leading);
                cursor.Show(state, operands[^1], marks.IsHidden);
                return true;
            case "\"":
                state.WordSpacing = operands.Number(0);
                state.CharacterSpacing = operands.Number(1);
                cursor.MoveLine(0, -state.Leading);
                cursor.Show(state, operands[^1], marks.IsHidden);
                return true;
            case "BT":
                cursor.Begin();
                return true;
            case "ET":
                return true;
            case "Tf":
                SetFont(operands[0].Name, operands.Number(1), ref state);
                return true;
            case "Tc":
                state.CharacterSpacing = operands.Number(0);
                return true;
            case "Tw":
                state.WordSpacing = operands.Number(0);
                return true;
            case "Tz":
                state.HorizontalScale = operands.Number(0) / 100;
                return true;
            case "TL":
                state.Leading = operands.Number(0);
                return true;
            case "Ts":
                state.Rise = operands.Number(0);
                return true;
            default:
                return false;
        }
    }

    private void SetFont(string? name, double size, ref GraphicsState state)
    {
        state.FontSize = size;
        state.Font = resources.Find("Font", name).Dictionary is { } font ? fonts.Of(font) : fonts.Missing;
    }
}
