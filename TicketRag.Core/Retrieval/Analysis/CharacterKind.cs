using System.Buffers;
using System.Globalization;
using System.Text;

namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>What a character is in a word: <see cref="None"/> is in no word, between two others a new part of the word may begin.</summary>
internal enum CharacterKind
{
    None,
    Lower,
    Upper,
    Digit,
    Ideograph,
}

internal static class CharacterKinds
{
    /// <param name="width">1, or 2 for a code point beyond U+FFFF.</param>
    public static CharacterKind At(ReadOnlySpan<char> text, int at, out int width)
    {
        width = 1;
        var c = text[at];
        if (c < 0x80)
        {
            return char.IsAsciiLetterLower(c) ? CharacterKind.Lower
                : char.IsAsciiLetterUpper(c) ? CharacterKind.Upper
                : char.IsAsciiDigit(c) ? CharacterKind.Digit
                : CharacterKind.None;
        }

        if (Rune.DecodeFromUtf16(text[at..], out var rune, out width) != OperationStatus.Done)
        {
            width = 1;
            return CharacterKind.None;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => CharacterKind.Upper,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterKind.Digit,
            UnicodeCategory.OtherLetter when IsIdeograph(rune.Value) => CharacterKind.Ideograph,
            UnicodeCategory.LowercaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => CharacterKind.Lower,
            _ => CharacterKind.None,
        };
    }

    /// <summary>Of the character behind that one, past those that are as good as absent.</summary>
    public static CharacterKind Behind(ReadOnlySpan<char> text, int at)
    {
        do
        {
            at++;
        }
        while (at < text.Length && Folding.IsIgnored(text[at]));

        return at < text.Length ? At(text, at, out _) : CharacterKind.None;
    }

    /// <summary>Scripts that are written without spaces or in syllables: kana, Han and Hangul.</summary>
    public static bool IsIdeograph(int codePoint) =>
        codePoint is >= 0x3040 and <= 0x30FF or >= 0x3400 and <= 0x9FFF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF;
}
