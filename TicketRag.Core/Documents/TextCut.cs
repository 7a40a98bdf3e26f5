namespace TicketRag.Core.Documents;

/// <summary>Shortens texts without breaking a surrogate pair.</summary>
public static class TextCut
{
    public static string AtMost(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
