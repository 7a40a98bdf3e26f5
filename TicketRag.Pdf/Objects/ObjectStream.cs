namespace TicketRag.Pdf.Objects;

/// <summary>A decoded object stream (ISO 32000-2, 7.5.7) and where its objects begin.</summary>
internal sealed class ObjectStream : IDisposable
{
    private readonly PdfFile _file;
    private readonly PooledBytes _bytes;
    private readonly List<(int Number, int Offset)> _objects = [];

    public ObjectStream(DictionaryObject dictionary, PooledBytes bytes, PdfFile file)
    {
        _file = file;
        _bytes = bytes;
        var first = dictionary["First"].Integer;
        var count = dictionary["N"].Integer;
        var lexer = new Lexer(bytes.Span, 0, file.Names);
        for (var i = 0; i < count; i++)
        {
            file.Budget.Step();
            lexer.SkipWhite();
            if (!lexer.TryNumber(out var number, out _))
            {
                return;
            }

            lexer.SkipWhite();
            if (!lexer.TryNumber(out var offset, out _))
            {
                return;
            }

            _objects.Add(((int)Math.Clamp(number, 0, int.MaxValue), (int)Math.Clamp(offset + first, 0, int.MaxValue)));
        }
    }

    public IEnumerable<int> Numbers => _objects.Select(item => item.Number);

    /// <summary>An object by the index that the cross-reference gives, or by its number where the two disagree.</summary>
    public Value Read(int number, int index)
    {
        if ((uint)index >= (uint)_objects.Count || _objects[index].Number != number)
        {
            index = _objects.FindIndex(item => item.Number == number);
        }

        if (index < 0 || _objects[index].Offset >= _bytes.Length)
        {
            return Value.Null;
        }

        var parser = new ObjectParser(_bytes.Span, _objects[index].Offset, _file.Names, _file.Budget);
        var value = parser.Read();
        return value.Kind is ValueKind.Keyword or ValueKind.End ? Value.Null : value;
    }

    public void Dispose() => _bytes.Dispose();
}
