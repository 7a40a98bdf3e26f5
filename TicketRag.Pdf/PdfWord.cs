namespace TicketRag.Pdf;

/// <summary>A word: text without space in it, as it reads, with ligatures resolved and right-to-left text in logical order.</summary>
/// <param name="Text">Its characters, never empty.</param>
/// <param name="Box">Where it stands, from its font's descent to its ascent.</param>
/// <param name="FontName">The font of its first character (<c>BaseFont</c> without the tag of a subset), or empty.</param>
/// <param name="FontSize">The height of the font's em on the page, in points.</param>
/// <param name="Style">How the font looks.</param>
/// <param name="Angle">The direction in which it runs, in degrees counter-clockwise; 0 is to the right.</param>
public sealed record PdfWord(string Text, PdfBox Box, string FontName, double FontSize, PdfFontStyle Style, int Angle);
