using TicketRag.Pdf.Fonts;

namespace TicketRag.Pdf.Content;

/// <summary>The part of the graphics state that text depends on (ISO 32000-2, 8.4 and 9.3). Copied by q, restored by Q.</summary>
internal struct GraphicsState(in Matrix transformation, PdfFont font)
{
    public Matrix Transformation = transformation;
    public PdfFont Font = font;
    public double FontSize = 1;
    public double CharacterSpacing;
    public double WordSpacing;
    public double HorizontalScale = 1;
    public double Leading;
    public double Rise;
}
