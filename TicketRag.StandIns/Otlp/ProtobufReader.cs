using System.Buffers.Binary;
using System.Text;

namespace TicketRag.StandIns.Otlp;

/// <summary>
/// Reads one protobuf message, field by field: what OTLP needs of the wire format (protobuf.dev/programming-guides/encoding), without packed fields and groups.
/// </summary>
/// <exception cref="InvalidDataException">From every member, when the bytes are no message.</exception>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> rest = message;

    /// <summary>The number of the field that <see cref="Next"/> stands at.</summary>
    public int Field { get; private set; }

    private WireType type;

    private enum WireType
    {
        Varint = 0,
        Fixed64 = 1,
        Bytes = 2,
        Fixed32 = 5,
    }

    /// <summary>Moves to the next field; its value must then be read or skipped.</summary>
    public bool Next()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        var tag = RawVarint();
        Field = checked((int)(tag >> 3));
        type = (WireType)(tag & 7);
        return Field > 0 ? true : throw new InvalidDataException("Field number 0.");
    }

    public long Varint() => (long)Expect(WireType.Varint).RawVarint();

    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Expect(WireType.Fixed64).Take(8));

    public double Double() => BitConverter.UInt64BitsToDouble(Fixed64());

    public ReadOnlySpan<byte> Bytes()
    {
        Expect(WireType.Bytes);
        var length = RawVarint();
        return length <= (ulong)rest.Length ? Take((int)length) : throw Truncated();
    }

    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>Trace and span ids.</summary>
    public string Hex() => Convert.ToHexStringLower(Bytes());

    public void Skip()
    {
        switch (type)
        {
            case WireType.Varint: RawVarint(); break;
            case WireType.Fixed64: Take(8); break;
            case WireType.Bytes: Bytes(); break;
            case WireType.Fixed32: Take(4); break;
            default: throw new InvalidDataException($"Wire type {(int)type} in field {Field}.");
        }
    }

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    private ref ProtobufReader Expect(WireType expected)
    {
        if (type != expected)
        {
            throw new InvalidDataException($"Field {Field} is {type}, expected {expected}.");
        }

        return ref this;
    }

    private ulong RawVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A varint of more than ten bytes.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length)
        {
            throw Truncated();
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    private static InvalidDataException Truncated() => new("The message ends inside a field.");
}
