namespace TicketRag.Pdf.Objects;

/// <summary>Follows startxref and Prev through classic, stream and hybrid sections (ISO 32000-2, 7.5.4 to 7.5.8).</summary>
internal sealed class CrossReferenceReader(PdfFile file, StreamDecoder decoder)
{
    private const int TailLength = 2048;

    private readonly CrossReference _result = new();
    private readonly HashSet<int> _visited = [];
    private readonly Stack<int> _pending = new();

    /// <summary>The sections' content, or null when any of them is not where it should be.</summary>
    public CrossReference? Read()
    {
        if (FindStart() is not { } start)
        {
            return null;
        }

        _pending.Push(start);
        while (_pending.TryPop(out var offset))
        {
            if (_visited.Add(offset) && !ReadSection(offset))
            {
                // The newest section decides whether the file can be trusted; a broken older one is only a loss.
                if (_visited.Count == 1)
                {
                    return null;
                }

                file.IsDamaged = true;
            }
        }

        return _result.Trailer["Root"].IsNull ? null : _result;
    }

    private int? FindStart()
    {
        var tailStart = Math.Max(0, file.Data.Length - TailLength);
        var found = file.Data.Span[tailStart..].LastIndexOf("startxref"u8);
        if (found < 0)
        {
            return null;
        }

        var lexer = file.LexerAt(tailStart + found + "startxref".Length);
        lexer.SkipWhite();
        return lexer.TryNumber(out var number, out _) ? file.Offset(number) : null;
    }

    private bool ReadSection(int offset)
    {
        if (offset < 0 || offset >= file.Data.Length)
        {
            return false;
        }

        var lexer = file.LexerAt(offset);
        lexer.SkipWhite();
        return file.Data.Span[lexer.Position..].StartsWith("xref"u8)
            ? ReadTable(lexer.Position + 4)
            : ReadStream(offset);
    }

    private bool ReadTable(int position)
    {
        var lexer = file.LexerAt(position);
        while (true)
        {
            lexer.SkipWhite();
            if (!lexer.TryNumber(out var first, out _))
            {
                break;
            }

            lexer.SkipWhite();
            if (!lexer.TryNumber(out var count, out _) || !ReadEntries(ref lexer, first, count))
            {
                return false;
            }
        }

        if (!lexer.Word().SequenceEqual("trailer"u8))
        {
            return false;
        }

        var parser = file.ParserAt(lexer.Position);
        return parser.Read().Dictionary is { } trailer && Follow(trailer);
    }

    private bool ReadEntries(ref Lexer lexer, double first, double count)
    {
        for (var i = 0; i < count; i++)
        {
            file.Budget.Step();
            lexer.SkipWhite();
            if (!lexer.TryNumber(out var offset, out _))
            {
                // A count that promises more entries than there are is common and harmless.
                return lexer.Peek() == 't';
            }

            lexer.SkipWhite();
            if (!lexer.TryNumber(out var generation, out _))
            {
                return false;
            }

            lexer.SkipWhite();
            var kind = lexer.Word();
            if (i == 0 && first == 1 && kind is [(byte)'f'] && generation == 65535)
            {
                // The head of the free list is object 0, whatever the subsection says.
                first = 0;
            }

            var number = (int)Math.Min(first + i, int.MaxValue);
            if (kind is [(byte)'n'])
            {
                _result.Add(number, ObjectLocation.At(file.Offset(offset)));
            }
            else if (kind is [(byte)'f'])
            {
                _result.Add(number, ObjectLocation.Free);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadStream(int offset)
    {
        if (file.ReadIndirect(offset, expectedNumber: null).Stream is not { } stream || !stream.Dictionary["Type"].IsName("XRef"))
        {
            return false;
        }

        using var bytes = decoder.Decode(stream, decrypt: false);
        CrossReferenceStream.Read(stream.Dictionary, bytes.Span, _result, file);
        return Follow(stream.Dictionary);
    }

    private bool Follow(DictionaryObject trailer)
    {
        _result.Merge(trailer);

        // Last in, first out: the stream of a hybrid section counts before the older sections (7.5.8.4).
        if (trailer["Prev"] is { IsNumber: true } previous)
        {
            _pending.Push(file.Offset(previous.Number));
        }

        if (trailer["XRefStm"] is { IsNumber: true } hybrid)
        {
            _pending.Push(file.Offset(hybrid.Number));
        }

        return true;
    }
}
