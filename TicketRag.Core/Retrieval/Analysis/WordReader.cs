using System.Buffers;
using System.Globalization;
using System.Text;

namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>
/// Splits a text into words and each word into its parts: <c>max_retry-count</c>, <c>getUserName</c>, <c>sha256</c>. A word is a run of letters
/// and digits with single joiners (- _ .) between them; dots between digits belong to the part (<c>4.2.1</c>), apostrophes vanish (<c>don't</c>).
/// Letters come out folded, joiners are left out, so that <c>E-1042</c>, <c>e1042</c> and <c>E_1042</c> are one word.
/// </summary>
internal ref struct WordReader(ReadOnlySpan<char> text, Span<char> letters, Span<int> partStarts)
{
    /// <summary>Room for the letters of one word. A longer word ends at a joiner; what has none is cut.</summary>
    public const int MaxLetters = 256;

    public const int MaxParts = 48;

    private const int MaxPlainLetters = 64;

    // A folded character is at most this long (U+FDFA is a whole phrase in Arabic).
    private const int LongestFold = 20;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly Span<char> _letters = letters;
    private readonly Span<int> _partStarts = partStarts;
    private int _position;
    private int _length;
    private int _parts;

    private enum Kind
    {
        None,
        Lower,
        Upper,
        Digit,
        Ideograph,
    }

    /// <summary>All parts of the word without a separator.</summary>
    public readonly Span<char> Whole => _letters[.._length];

    public readonly int Parts => _parts;

    public readonly Span<char> Part(int index) =>
        _letters[_partStarts[index]..(index + 1 < _parts ? _partStarts[index + 1] : _length)];

    public bool Next()
    {
        if (NextPlain())
        {
            return true;
        }

        _length = _parts = 0;
        var last = Kind.None;
        var joined = false;
        while (_position < _text.Length)
        {
            var c = _text[_position];
            if (Folding.IsIgnored(c))
            {
                _position++;
                continue;
            }

            var kind = KindAt(_position, out var width);
            if (kind == Kind.None)
            {
                if (last == Kind.None)
                {
                    _position++;
                    continue;
                }

                if (!Joins(c, last, out var splits) || (splits && IsFull))
                {
                    break;
                }

                joined = splits;
                _position++;
                continue;
            }

            if (_parts == 0 || joined || IsBoundary(last, kind, _position))
            {
                if (IsFull)
                {
                    break;
                }

                _partStarts[_parts++] = _length;
            }

            Append(_position, width);
            _position += width;
            last = kind;
            joined = false;
        }

        AppendSharpOrPlusPlus();
        return _length > 0;
    }

    /// <summary>
    /// Nine words of ten are ASCII letters in lower case, but for the first perhaps, between spaces and punctuation. Whatever else follows is left to the whole rules.
    /// </summary>
    private bool NextPlain()
    {
        while (_position < _text.Length && _text[_position] < 0x80 && !char.IsAsciiLetterOrDigit(_text[_position]))
        {
            _position++;
        }

        var rest = _text[_position..];
        if (rest.IsEmpty || !char.IsAsciiLetter(rest[0]))
        {
            return false;
        }

        var length = 1;
        while (length < rest.Length && length < MaxPlainLetters && char.IsAsciiLetterLower(rest[length]))
        {
            length++;
        }

        if (length < 2 || (length < rest.Length && !EndsWord(rest, length)))
        {
            return false;
        }

        rest[..length].CopyTo(_letters);
        _letters[0] = char.ToLowerInvariant(rest[0]);
        _partStarts[0] = 0;
        (_length, _parts) = (length, 1);
        _position += length;
        return true;
    }

    private static bool EndsWord(ReadOnlySpan<char> text, int at) => text[at] switch
    {
        ' ' or '\n' or '\r' or '\t' or ',' or ';' or ':' or '!' or '?' or '(' or ')' or '"' or '/' => true,
        '.' => at + 1 == text.Length || text[at + 1] is ' ' or '\n' or '\r',
        _ => false,
    };

    private readonly bool IsFull => _length > MaxLetters / 2 || _parts == MaxParts;

    /// <summary>Whether the word goes on behind this character, and whether a new part begins there.</summary>
    private bool Joins(char c, Kind last, out bool splits)
    {
        splits = true;
        if (c is not ('-' or '_' or '.' or '\'' or '\u2019' or '\u2010' or '\u2011'))
        {
            return false;
        }

        var next = KindBehind(_position);
        if (c is '\'' or '\u2019')
        {
            splits = false;
            DropElided();
        }
        else if (c == '.' && last == Kind.Digit && next == Kind.Digit && _length < _letters.Length)
        {
            splits = false;
            _letters[_length++] = '.';
        }

        return next != Kind.None;
    }

    /// <summary>French and Italian write short words without their vowel, and with no space, before another vowel: <c>l'imprimante</c>, <c>dell'ordine</c>.</summary>
    private void DropElided()
    {
        var isElision = _parts == 1 && _letters[.._length] is "l" or "d" or "c" or "j" or "m" or "n" or "s" or "t" or "qu" or "dell" or "nell" or "sull" or "dall" or "all" or "un";
        if (isElision && _position + 1 < _text.Length && Folding.IsVowelOrH(_text[_position + 1]))
        {
            _length = _parts = 0;
        }
    }

    /// <summary>Between letters and digits, before a capital (getUser), and before the last of several capitals (HTTPServer).</summary>
    private readonly bool IsBoundary(Kind last, Kind kind, int at) => (last, kind) switch
    {
        (Kind.Lower, Kind.Upper) => true,
        (Kind.Upper, Kind.Upper) => KindBehind(at) == Kind.Lower,
        (Kind.Upper, Kind.Lower) => false,
        _ => last != kind,
    };

    private readonly Kind KindBehind(int at)
    {
        do
        {
            at++;
        }
        while (at < _text.Length && Folding.IsIgnored(_text[at]));

        return at < _text.Length ? KindAt(at, out _) : Kind.None;
    }

    private readonly Kind KindAt(int at, out int width)
    {
        width = 1;
        var c = _text[at];
        if (c < 0x80)
        {
            return char.IsAsciiLetterLower(c) ? Kind.Lower : char.IsAsciiLetterUpper(c) ? Kind.Upper : char.IsAsciiDigit(c) ? Kind.Digit : Kind.None;
        }

        if (Rune.DecodeFromUtf16(_text[at..], out var rune, out width) != OperationStatus.Done)
        {
            width = 1;
            return Kind.None;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => Kind.Upper,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Digit,
            UnicodeCategory.OtherLetter when IsIdeograph(rune.Value) => Kind.Ideograph,
            UnicodeCategory.LowercaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => Kind.Lower,
            _ => Kind.None,
        };
    }

    /// <summary>Scripts that are written without spaces or in syllables: kana, Han and Hangul.</summary>
    public static bool IsIdeograph(int codePoint) =>
        codePoint is >= 0x3040 and <= 0x30FF or >= 0x3400 and <= 0x9FFF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF;

    private void Append(int at, int width)
    {
        if (_length + LongestFold > _letters.Length)
        {
            return;
        }

        var c = _text[at];
        if (c < 0x80)
        {
            _letters[_length++] = char.ToLowerInvariant(c);
            return;
        }

        var special = width == 1 ? Folding.Special(c) : Folding.Special(char.ConvertToUtf32(c, _text[at + 1]));
        if (special is not null)
        {
            special.CopyTo(_letters[_length..]);
            _length += special.Length;
        }
        else if (width == 1)
        {
            _letters[_length++] = char.ToLowerInvariant(c);
        }
        else
        {
            _length += Rune.ToLowerInvariant(new Rune(c, _text[at + 1])).EncodeToUtf16(_letters[_length..]);
        }
    }

    /// <summary>C#, F# and C++ are names.</summary>
    private void AppendSharpOrPlusPlus()
    {
        if (_length != 1 || !char.IsAsciiLetterLower(_letters[0]))
        {
            return;
        }

        var rest = _text[_position..];
        var sign = rest.StartsWith("++") ? 2 : rest.StartsWith('#') ? 1 : 0;
        if (sign > 0 && (rest.Length == sign || !char.IsLetterOrDigit(rest[sign])))
        {
            rest[..sign].CopyTo(_letters[1..]);
            _length += sign;
            _position += sign;
        }
    }
}
