namespace TicketRag.Pdf.Objects;

/// <summary>Reads whole objects (ISO 32000-2, 7.3). Never throws on malformed input: it reads what is there.</summary>
internal ref struct ObjectParser(ReadOnlySpan<byte> data, int position, NameTable names, Budget budget)
{
    public Lexer Lexer = new(data, position, names);

    /// <summary>Where strings go when they need not outlive the next operator; otherwise each has its own array.</summary>
    public ByteArena? Arena { get; init; }

    /// <summary>An array to fill instead of a new one, for the arrays of content streams.</summary>
    public ArrayObject? ReusedArray { get; init; }

    /// <summary>Whether "12 0 R" is a reference: everywhere except in content streams.</summary>
    public bool References { get; init; } = true;

    private ByteArena? _scratch;

    public Value Read() => Read(0);

    private Value Read(int depth)
    {
        Lexer.SkipWhite();
        switch (Lexer.Peek())
        {
            case -1:
                return Value.End;
            case '/':
                return Value.OfName(Lexer.Name());
            case '(':
                return String(hexadecimal: false);
            case '[':
                Lexer.Position++;
                return ReadArray(depth);
            case '<':
                if (Lexer.PeekAt(1) != '<')
                {
                    return String(hexadecimal: true);
                }

                Lexer.Position += 2;
                return Value.Of(ReadDictionary(depth));
            case '>' when Lexer.PeekAt(1) == '>':
                Lexer.Position += 2;
                return Value.OfKeyword(">>");
            case (>= '0' and <= '9') or '+' or '-' or '.':
                return Number();
            default:
                return Keyword();
        }
    }

    private Value Number()
    {
        if (!Lexer.TryNumber(out var number, out var isInteger))
        {
            return Keyword();
        }

        return References && isInteger && number is >= 0 and < 100_000_000 && TryReference(out var generation)
            ? Value.OfReference((int)number, generation)
            : Value.Of(number);
    }

    private bool TryReference(out int generation)
    {
        var start = Lexer.Position;
        generation = 0;
        Lexer.SkipWhite();
        if (Lexer.Peek() is >= '0' and <= '9' && Lexer.TryNumber(out var number, out var isInteger) && isInteger)
        {
            Lexer.SkipWhite();
            var next = Lexer.PeekAt(1);
            if (Lexer.Peek() == 'R' && (next < 0 || !Bytes.IsRegular((byte)next)))
            {
                Lexer.Position++;
                generation = (int)Math.Min(number, ushort.MaxValue);
                return true;
            }
        }

        Lexer.Position = start;
        return false;
    }

    private Value String(bool hexadecimal)
    {
        var arena = Arena ?? (_scratch ??= new ByteArena());
        var start = Arena is null ? arena.Length = 0 : arena.Length;
        if (hexadecimal)
        {
            StringReader.Hexadecimal(ref Lexer, arena);
        }
        else
        {
            StringReader.Literal(ref Lexer, arena);
        }

        if (Arena is not null)
        {
            return Value.OfString(arena.Array, start, arena.Length - start);
        }

        budget.Hold(arena.Length);
        return Value.Of(arena.Array.AsSpan(0, arena.Length).ToArray());
    }

    private Value Keyword()
    {
        var word = Lexer.Word();
        return word switch
        {
            [(byte)'t', (byte)'r', (byte)'u', (byte)'e'] => Value.Of(true),
            [(byte)'f', (byte)'a', (byte)'l', (byte)'s', (byte)'e'] => Value.Of(false),
            [(byte)'n', (byte)'u', (byte)'l', (byte)'l'] => Value.Null,
            _ => Value.OfKeyword(Lexer.Intern(word)),
        };
    }

    private Value ReadArray(int depth)
    {
        var array = depth == 0 && ReusedArray is not null ? ReusedArray : new ArrayObject();
        array.Clear();
        while (true)
        {
            var value = ReadNested(depth);
            if (value.Kind == ValueKind.End || value.IsKeyword("]"))
            {
                return Value.Of(array);
            }

            if (IsEndOfObject(value, inArray: true))
            {
                return Value.Of(array);
            }

            if (value.Kind != ValueKind.Keyword)
            {
                Charge();
                array.Add(value);
            }
        }
    }

    /// <summary>The dictionary whose opening brackets were read.</summary>
    private DictionaryObject ReadDictionary(int depth)
    {
        var dictionary = new DictionaryObject();
        while (true)
        {
            var key = ReadNested(depth);
            if (key.Kind == ValueKind.End || key.IsKeyword(">>") || IsEndOfObject(key))
            {
                return dictionary;
            }

            if (key.Name is null)
            {
                continue;
            }

            var value = ReadNested(depth);
            if (value.Kind == ValueKind.End || value.IsKeyword(">>") || IsEndOfObject(value))
            {
                return dictionary;
            }

            Charge();
            dictionary.Set(key.Name, value.Kind == ValueKind.Keyword ? Value.Null : value);
        }
    }

    private Value ReadNested(int depth)
    {
        if (depth < budget.Options.MaxNesting)
        {
            return Read(depth + 1);
        }

        // Too deep: brackets are read as words, so that no further level opens.
        Lexer.SkipWhite();
        return Lexer.AtEnd ? Value.End : Value.OfKeyword(Lexer.Intern(Lexer.Word()));
    }

    /// <summary>
    /// An unclosed container ends where its object does, or with the operator that it is an operand of; the word is left
    /// for the caller.
    /// </summary>
    private bool IsEndOfObject(Value value, bool inArray = false)
    {
        // Strays within an array are passed over, but not the operator that shows it.
        var ends = References ? value.IsKeyword("endobj") || value.IsKeyword("stream")
            : inArray ? value.IsKeyword("TJ")
            : value.Keyword is [var first, ..] && char.IsAsciiLetter(first);
        if (ends)
        {
            Lexer.Position -= value.Keyword.Length;
            return true;
        }

        return false;
    }

    private readonly void Charge()
    {
        budget.Step();
        if (ReusedArray is null)
        {
            budget.Hold(40);
        }
    }
}
