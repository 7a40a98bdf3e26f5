using System.Text;

namespace TicketRag.Pdf.Objects;

internal enum ValueKind : byte
{
    Null,
    Boolean,
    Number,
    Name,
    String,
    Array,
    Dictionary,
    Stream,
    Reference,
    Keyword,
    End,
}

/// <summary>Any object of ISO 32000-2, 7.3, or a keyword. A struct, so that the numbers of a page cost no allocation.</summary>
internal readonly struct Value
{
    private readonly object? _object;
    private readonly long _bits;

    private Value(ValueKind kind, object? content, long bits)
    {
        Kind = kind;
        _object = content;
        _bits = bits;
    }

    public ValueKind Kind { get; }

    public bool IsNull => Kind == ValueKind.Null;

    public bool IsNumber => Kind == ValueKind.Number;

    public double Number => Kind == ValueKind.Number ? BitConverter.Int64BitsToDouble(_bits) : 0;

    public int Integer => Number switch
    {
        >= int.MaxValue => int.MaxValue,
        <= int.MinValue => int.MinValue,
        double.NaN => 0,
        var number => (int)number,
    };

    public bool Boolean => Kind == ValueKind.Boolean && _bits != 0;

    public string? Name => Kind == ValueKind.Name ? (string?)_object : null;

    public ArrayObject? Array => _object as ArrayObject;

    /// <summary>The dictionary, also that of a stream.</summary>
    public DictionaryObject? Dictionary => _object as DictionaryObject ?? (_object as StreamObject)?.Dictionary;

    public StreamObject? Stream => _object as StreamObject;

    public int ReferenceNumber => Kind == ValueKind.Reference ? (int)(_bits >> 16) : 0;

    public ReadOnlySpan<byte> Bytes => Kind == ValueKind.String
        ? ((byte[])_object!).AsSpan((int)(_bits >> 32), (int)_bits)
        : default;

    public bool IsName(string name) => Kind == ValueKind.Name && (string)_object! == name;

    public bool IsKeyword(string keyword) => Kind == ValueKind.Keyword && (string)_object! == keyword;

    public string Keyword => Kind == ValueKind.Keyword ? (string)_object! : "";

    public static Value Null => default;

    public static Value End => new(ValueKind.End, null, 0);

    public static Value Of(double number) => new(ValueKind.Number, null, BitConverter.DoubleToInt64Bits(number));

    public static Value Of(bool value) => new(ValueKind.Boolean, null, value ? 1 : 0);

    public static Value OfName(string name) => new(ValueKind.Name, name, 0);

    public static Value OfKeyword(string keyword) => new(ValueKind.Keyword, keyword, 0);

    public static Value OfString(byte[] array, int start, int length) =>
        new(ValueKind.String, array, ((long)start << 32) | (uint)length);

    public static Value Of(byte[] bytes) => OfString(bytes, 0, bytes.Length);

    public static Value Of(ArrayObject array) => new(ValueKind.Array, array, 0);

    public static Value Of(DictionaryObject dictionary) => new(ValueKind.Dictionary, dictionary, 0);

    public static Value Of(StreamObject stream) => new(ValueKind.Stream, stream, 0);

    public static Value OfReference(int number, int generation) =>
        new(ValueKind.Reference, null, ((long)number << 16) | (ushort)generation);

    public override string ToString() => Kind switch
    {
        ValueKind.Number => Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ValueKind.String => Encoding.Latin1.GetString(Bytes),
        ValueKind.Reference => $"{ReferenceNumber} R",
        _ => _object?.ToString() ?? Kind.ToString(),
    };
}
