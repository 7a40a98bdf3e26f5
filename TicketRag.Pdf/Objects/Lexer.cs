namespace TicketRag.Pdf.Objects;

/// <summary>Splits bytes into the tokens of ISO 32000-2, 7.2 and 7.3: numbers, names, strings, brackets, keywords.</summary>
internal ref struct Lexer(ReadOnlySpan<byte> data, int position, NameTable names)
{
    private readonly ReadOnlySpan<byte> _data = data;

    private static ReadOnlySpan<double> PowersOfTen => [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];

    public int Position { get; set; } = position;

    public readonly ReadOnlySpan<byte> Data => _data;

    public readonly bool AtEnd => Position >= _data.Length;

    public readonly int Peek() => Position < _data.Length ? _data[Position] : -1;

    public readonly int PeekAt(int ahead) => Position + ahead < _data.Length ? _data[Position + ahead] : -1;

    public void SkipWhite()
    {
        while (Position < _data.Length)
        {
            var current = _data[Position];
            if (current == '%')
            {
                var end = _data[Position..].IndexOfAny((byte)'\r', (byte)'\n');
                Position = end < 0 ? _data.Length : Position + end;
            }
            else if (!Bytes.IsWhite(current))
            {
                return;
            }
            else
            {
                Position++;
            }
        }
    }

    /// <summary>A number, or false with the position unmoved when none begins here.</summary>
    public bool TryNumber(out double number, out bool isInteger)
    {
        var at = Position;
        var negative = false;
        var digits = 0;
        long mantissa = 0;
        var scale = 0;
        var seenPoint = false;
        number = 0;
        isInteger = false;

        // Some writers put two signs, or a sign inside a number ("12-34"): the first counts, the rest is dropped.
        while (at < _data.Length && _data[at] is (byte)'-' or (byte)'+')
        {
            negative |= _data[at++] == '-';
        }

        for (; at < _data.Length; at++)
        {
            var current = _data[at];
            if (Bytes.IsDigit(current))
            {
                digits++;
                if (mantissa < 100_000_000_000_000_000)
                {
                    mantissa = (mantissa * 10) + (current - '0');
                    scale += seenPoint ? 1 : 0;
                }
                else
                {
                    scale -= seenPoint ? 0 : 1;
                }
            }
            else if (current == '.' && !seenPoint)
            {
                seenPoint = true;
            }
            else if (current != '-' || digits == 0)
            {
                break;
            }
        }

        var standsAlone = at >= _data.Length || !Bytes.IsRegular(_data[at]);
        if (digits == 0 && !(seenPoint && standsAlone) && !(at > Position && standsAlone))
        {
            return false;
        }

        number = mantissa;
        if (scale != 0)
        {
            number = scale > 0 && scale < PowersOfTen.Length ? number / PowersOfTen[scale] : number * Math.Pow(10, -scale);
        }

        number = negative ? -number : number;
        isInteger = !seenPoint && scale == 0;
        Position = at;
        return true;
    }

    /// <summary>The name after the solidus at the position, its #xx escapes resolved.</summary>
    public string Name()
    {
        Position++;
        var start = Position;
        var escaped = false;
        while (Position < _data.Length && Bytes.IsRegular(_data[Position]))
        {
            escaped |= _data[Position++] == '#';
        }

        var raw = _data[start..Position];
        return names.Intern(escaped ? Unescape(raw) : raw);
    }

    private static byte[] Unescape(ReadOnlySpan<byte> raw)
    {
        var bytes = new List<byte>(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '#' && i + 2 < raw.Length + 0 && Bytes.HexDigit(raw[i + 1]) >= 0 && Bytes.HexDigit(raw[i + 2]) >= 0)
            {
                bytes.Add((byte)((Bytes.HexDigit(raw[i + 1]) << 4) | Bytes.HexDigit(raw[i + 2])));
                i += 2;
            }
            else
            {
                bytes.Add(raw[i]);
            }
        }

        return [.. bytes];
    }

    /// <summary>A run of regular characters. Never empty: a stray delimiter is a keyword of its own.</summary>
    public ReadOnlySpan<byte> Word()
    {
        var start = Position;
        while (Position < _data.Length && Bytes.IsRegular(_data[Position]))
        {
            Position++;
        }

        if (Position == start && Position < _data.Length)
        {
            Position++;
        }

        return _data[start..Position];
    }

    public readonly string Intern(ReadOnlySpan<byte> word) => names.Intern(word);
}
