namespace TicketRag.Pdf.Fonts;

/// <summary>The integer operands of the operators of a CFF DICT (Adobe Technical Note 5176, 4).</summary>
internal static class CffDict
{
    public const int Charset = 15;
    public const int Encoding = 16;
    public const int CharStrings = 17;
    public const int Ros = 1230;

    /// <summary>The first operand of each operator; those of two bytes are numbered from 1200 on.</summary>
    public static Dictionary<int, int> Read(ReadOnlySpan<byte> data)
    {
        var result = new Dictionary<int, int>();
        int? operand = null;
        for (var i = 0; i < data.Length;)
        {
            int first = data[i++];
            switch (first)
            {
                case 12 when i < data.Length:
                    result[1200 + data[i++]] = operand ?? 0;
                    operand = null;
                    break;
                case <= 21:
                    result[first] = operand ?? 0;
                    operand = null;
                    break;
                case 28 when i + 2 <= data.Length:
                    operand ??= (short)((data[i] << 8) | data[i + 1]);
                    i += 2;
                    break;
                case 29 when i + 4 <= data.Length:
                    operand ??= (data[i] << 24) | (data[i + 1] << 16) | (data[i + 2] << 8) | data[i + 3];
                    i += 4;
                    break;
                case 30:
                    while (i < data.Length && (data[i] & 0x0F) != 0x0F && (data[i] >> 4) != 0x0F)
                    {
                        i++;
                    }

                    i++;
                    operand ??= 0;
                    break;
                case >= 32 and <= 246:
                    operand ??= first - 139;
                    break;
                case >= 247 and <= 250 when i < data.Length:
                    operand ??= ((first - 247) * 256) + data[i] + 108;
                    i++;
                    break;
                case >= 251 and <= 254 when i < data.Length:
                    operand ??= (-(first - 251) * 256) - data[i] - 108;
                    i++;
                    break;
                default:
                    break;
            }
        }

        return result;
    }
}
