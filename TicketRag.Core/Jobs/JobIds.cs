using System.Buffers.Binary;

namespace TicketRag.Core.Jobs;

/// <summary>
/// Ids that count up within a process: UUIDs of version 7 whose random part is a counter within a millisecond (RFC 9562, 6.2, method 2). Jobs that come in together
/// are claimed in their order then, and their index entries go in beside each other: COPY of a thousand takes three quarters of the time.
/// </summary>
internal static class JobIds
{
    /// <summary>The counter starts below half of its 62 bits, so it never runs over.</summary>
    private const ulong CounterSpace = 1UL << 61;

    private static readonly Lock Lock = new();
    private static ulong _time;
    private static ulong _counter;

    /// <returns>An id greater than all that this process has taken before, as databases compare them: byte by byte. Where the clock goes back, the ids wait for it.</returns>
    public static Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (Lock)
        {
            var milliseconds = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            if (milliseconds > _time >> 16)
            {
                Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)).TryWriteBytes(bytes, bigEndian: true, out _);
                (_time, _counter) = (BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) & ~CounterSpace);
            }
            else
            {
                _counter++;
            }

            BinaryPrimitives.WriteUInt64BigEndian(bytes, _time);
            BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _counter);
        }

        return new(bytes, bigEndian: true);
    }
}
