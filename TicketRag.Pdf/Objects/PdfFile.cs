namespace TicketRag.Pdf.Objects;

/// <summary>The bytes of a file, and reading what stands at an offset of it.</summary>
internal sealed class PdfFile
{
    private const int HeaderWindow = 1024;
    private const int EndWindow = 1024;

    private readonly int _headerOffset;

    public PdfFile(ReadOnlyMemory<byte> data, Budget budget)
    {
        Data = data;
        Budget = budget;

        // Offsets count from the header, which mail gateways and web servers like to put something before.
        var window = data.Span[..Math.Min(HeaderWindow, data.Length)];
        _headerOffset = Math.Max(0, window.IndexOf("%PDF-"u8));
    }

    public ReadOnlyMemory<byte> Data { get; }

    public Budget Budget { get; }

    public NameTable Names { get; } = new();

    /// <summary>Whether something was not where the file says.</summary>
    public bool IsDamaged { get; set; }

    /// <summary>Whether the end-of-file marker is within the last bytes, where readers look for it; programs like to put something behind it.</summary>
    public bool HasEnd => Data.Span[^Math.Min(EndWindow, Data.Length)..].IndexOf("%%EOF"u8) >= 0;

    public Lexer LexerAt(int offset) => new(Data.Span, offset, Names);

    public ObjectParser ParserAt(int offset) => new(Data.Span, offset, Names, Budget);

    /// <summary>A written offset as an index into <see cref="Data"/>, or -1 when it lies outside.</summary>
    public int Offset(double written)
    {
        var offset = written + _headerOffset;
        if (offset >= 0 && offset < Data.Length)
        {
            return (int)offset;
        }

        return written >= 0 && written < Data.Length ? (int)written : -1;
    }

    /// <summary>The indirect object at an offset (ISO 32000-2, 7.3.10), or null when another or none begins there.</summary>
    public Value ReadIndirect(int offset, int? expectedNumber) =>
        TryReadIndirect(offset, expectedNumber, out var value, out _) ? value : Value.Null;

    public bool TryReadIndirect(int offset, int? expectedNumber, out Value value, out int generation)
    {
        value = Value.Null;
        if (!TryHeader(offset, expectedNumber, out var number, out generation, out var body)
            && (_headerOffset == 0 || !TryHeader(offset - _headerOffset, expectedNumber, out number, out generation, out body)))
        {
            return false;
        }

        var parser = ParserAt(body);
        value = parser.Read();
        if (value.Kind is ValueKind.Keyword or ValueKind.End)
        {
            value = Value.Null;
        }

        if (value.Kind == ValueKind.Dictionary)
        {
            parser.Lexer.SkipWhite();
            if (parser.Lexer.Word().SequenceEqual("stream"u8))
            {
                value = Value.Of(new StreamObject(value.Dictionary!, BodyStart(parser.Lexer), number, generation));
            }
        }

        return true;
    }

    private static int BodyStart(Lexer lexer)
    {
        if (lexer.Peek() == ' ' && lexer.PeekAt(1) is '\r' or '\n')
        {
            lexer.Position++;
        }

        if (lexer.Peek() == '\r')
        {
            lexer.Position++;
        }

        if (lexer.Peek() == '\n')
        {
            lexer.Position++;
        }

        return lexer.Position;
    }

    private bool TryHeader(int offset, int? expectedNumber, out int number, out int generation, out int body)
    {
        number = generation = body = 0;
        if (offset < 0 || offset >= Data.Length)
        {
            return false;
        }

        var lexer = LexerAt(offset);
        lexer.SkipWhite();
        if (!lexer.TryNumber(out var first, out _))
        {
            return false;
        }

        lexer.SkipWhite();
        if (!lexer.TryNumber(out var second, out _))
        {
            return false;
        }

        lexer.SkipWhite();
        if (!Data.Span[lexer.Position..].StartsWith("obj"u8) || (expectedNumber is not null && first != expectedNumber))
        {
            return false;
        }

        number = (int)Math.Clamp(first, 0, int.MaxValue);
        generation = (int)Math.Clamp(second, 0, ushort.MaxValue);
        body = lexer.Position + 3;
        return true;
    }
}
