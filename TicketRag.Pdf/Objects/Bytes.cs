using System.Runtime.CompilerServices;

namespace TicketRag.Pdf.Objects;

/// <summary>The character classes of ISO 32000-2, 7.2.3.</summary>
internal static class Bytes
{
    private const byte White = 1;
    private const byte Delimiter = 2;

    private static readonly byte[] Classes = MakeClasses();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsWhite(byte value) => Classes[value] == White;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsRegular(byte value) => Classes[value] == 0;

    public static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9';

    public static int HexDigit(byte value) => value switch
    {
        >= (byte)'0' and <= (byte)'9' => value - '0',
        >= (byte)'a' and <= (byte)'f' => value - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => value - 'A' + 10,
        _ => -1,
    };

    private static byte[] MakeClasses()
    {
        var classes = new byte[256];
        foreach (var white in "\0\t\n\f\r ")
        {
            classes[white] = White;
        }

        foreach (var delimiter in "()<>[]{}/%")
        {
            classes[delimiter] = Delimiter;
        }

        return classes;
    }
}
