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

    private readonly ReadOnlySpan<char> _text = text;
    private readonly Span<char> _letters = letters;
    private readonly Span<int> _partStarts = partStarts;
    private int _position;
    private int _length;
    private int _parts;

    /// <summary>All parts of the word without a separator.</summary>
    public readonly Span<char> Whole => _letters[.._length];

    public readonly int Parts => _parts;

    private readonly bool IsFull => _length > MaxLetters / 2 || _parts == MaxParts;

    public readonly Span<char> Part(int index) =>
        _letters[_partStarts[index]..(index + 1 < _parts ? _partStarts[index + 1] : _length)];

    public bool Next()
    {
        if (NextPlain())
        {
            return true;
        }

        _length = _parts = 0;
        var last = CharacterKind.None;
        var joined = false;
        while (_position < _text.Length)
        {
            var c = _text[_position];
            if (Folding.IsIgnored(c))
            {
                _position++;
                continue;
            }

            var kind = CharacterKinds.At(_text, _position, out var width);
            if (kind == CharacterKind.None)
            {
                if (last == CharacterKind.None)
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

    private bool NextPlain()
    {
        _position += PlainWord.Gap(_text[_position..]);
        var length = PlainWord.LengthOf(_text[_position..]);
        if (length == 0)
        {
            return false;
        }

        _text.Slice(_position, length).CopyTo(_letters);
        _letters[0] = char.ToLowerInvariant(_letters[0]);
        _partStarts[0] = 0;
        (_length, _parts) = (length, 1);
        _position += length;
        return true;
    }

    /// <summary>Whether the word goes on behind this character, and whether a new part begins there.</summary>
    private bool Joins(char c, CharacterKind last, out bool splits)
    {
        splits = true;
        if (c is not ('-' or '_' or '.' or '\'' or '\u2019' or '\u2010' or '\u2011'))
        {
            return false;
        }

        var next = CharacterKinds.Behind(_text, _position);
        if (c is '\'' or '\u2019')
        {
            splits = false;
            DropElided();
        }
        else if (c == '.' && last == CharacterKind.Digit && next == CharacterKind.Digit && _length < _letters.Length)
        {
            splits = false;
            _letters[_length++] = '.';
        }

        return next != CharacterKind.None;
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
    private readonly bool IsBoundary(CharacterKind last, CharacterKind kind, int at) => (last, kind) switch
    {
        (CharacterKind.Lower, CharacterKind.Upper) => true,
        (CharacterKind.Upper, CharacterKind.Upper) => CharacterKinds.Behind(_text, at) == CharacterKind.Lower,
        (CharacterKind.Upper, CharacterKind.Lower) => false,
        _ => last != kind,
    };

    private void Append(int at, int width)
    {
        if (_length + Folding.MaxLength > _letters.Length)
        {
            return;
        }

        var c = _text[at];
        if (c < 0x80)
        {
            _letters[_length++] = char.ToLowerInvariant(c);
        }
        else
        {
            _length += Folding.Fold(_text.Slice(at, width), _letters[_length..]);
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
