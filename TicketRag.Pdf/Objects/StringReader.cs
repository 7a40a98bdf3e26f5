namespace TicketRag.Pdf.Objects;

/// <summary>Literal and hexadecimal strings (ISO 32000-2, 7.3.4), appended to a buffer.</summary>
internal static class StringReader
{
    public static void Literal(ref Lexer lexer, ByteArena into)
    {
        lexer.Position++;
        var depth = 1;
        var data = lexer.Data;
        while (!lexer.AtEnd)
        {
            var current = data[lexer.Position++];
            switch (current)
            {
                case (byte)'(':
                    depth++;
                    break;
                case (byte)')':
                    if (--depth == 0)
                    {
                        return;
                    }

                    break;
                case (byte)'\\':
                    Escape(ref lexer, into);
                    continue;
                case (byte)'\r':
                    if (lexer.Peek() == '\n')
                    {
                        lexer.Position++;
                    }

                    current = (byte)'\n';
                    break;
                default:
                    break;
            }

            into.Append(current);
        }
    }

    private static void Escape(ref Lexer lexer, ByteArena into)
    {
        if (lexer.AtEnd)
        {
            return;
        }

        var current = lexer.Data[lexer.Position++];
        switch (current)
        {
            case (byte)'n':
                into.Append((byte)'\n');
                break;
            case (byte)'r':
                into.Append((byte)'\r');
                break;
            case (byte)'t':
                into.Append((byte)'\t');
                break;
            case (byte)'b':
                into.Append((byte)'\b');
                break;
            case (byte)'f':
                into.Append((byte)'\f');
                break;
            case (byte)'\r':
                if (lexer.Peek() == '\n')
                {
                    lexer.Position++;
                }

                break;
            case (byte)'\n':
                break;
            case >= (byte)'0' and <= (byte)'7':
                into.Append((byte)Octal(ref lexer, current - '0'));
                break;
            default:
                into.Append(current);
                break;
        }
    }

    private static int Octal(ref Lexer lexer, int value)
    {
        for (var i = 0; i < 2 && lexer.Peek() is >= '0' and <= '7'; i++)
        {
            value = (value * 8) + (lexer.Data[lexer.Position++] - '0');
        }

        return value;
    }

    public static void Hexadecimal(ref Lexer lexer, ByteArena into)
    {
        lexer.Position++;
        var high = -1;
        while (!lexer.AtEnd)
        {
            var current = lexer.Data[lexer.Position++];
            if (current == '>')
            {
                break;
            }

            var digit = Bytes.HexDigit(current);
            if (digit < 0)
            {
                continue;
            }

            if (high < 0)
            {
                high = digit;
            }
            else
            {
                into.Append((byte)((high << 4) | digit));
                high = -1;
            }
        }

        if (high >= 0)
        {
            into.Append((byte)(high << 4));
        }
    }
}
