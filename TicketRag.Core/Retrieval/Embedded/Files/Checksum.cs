using System.Buffers.Binary;
using System.Numerics;

namespace TicketRag.Core.Retrieval.Embedded.Files;

/// <summary>CRC-32C (RFC 3720, appendix B.4) without its final inversion, which processors compute by themselves.</summary>
internal struct Checksum
{
    public uint Value;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var value = Value;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            value = BitOperations.Crc32C(value, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var one in bytes)
        {
            value = BitOperations.Crc32C(value, one);
        }

        Value = value;
    }
}
