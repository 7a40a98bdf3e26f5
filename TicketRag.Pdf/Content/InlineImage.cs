using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Content;

/// <summary>Skips inline images (ISO 32000-2, 8.9.7), whose data may contain anything, even their own end.</summary>
internal static class InlineImage
{
    private const int BytesThatMustLookLikeContent = 12;

    public static void Skip(ref ObjectParser parser)
    {
        while (parser.Read() is { Kind: not ValueKind.End } value)
        {
            if (value.IsKeyword("ID"))
            {
                SkipData(ref parser.Lexer);
                return;
            }

            if (value.IsKeyword("EI"))
            {
                return;
            }
        }
    }

    private static void SkipData(ref Lexer lexer)
    {
        var data = lexer.Data;
        for (var at = lexer.Position + 1; at < data.Length; at++)
        {
            var found = data[at..].IndexOf("EI"u8);
            if (found < 0)
            {
                break;
            }

            at += found;
            if (Bytes.IsWhite(data[at - 1]) && LooksLikeContent(data[(at + 2)..]))
            {
                lexer.Position = at + 2;
                return;
            }
        }

        lexer.Position = data.Length;
    }

    private static bool LooksLikeContent(ReadOnlySpan<byte> rest)
    {
        if (rest.Length > 0 && !Bytes.IsWhite(rest[0]))
        {
            return false;
        }

        foreach (var item in rest[..Math.Min(BytesThatMustLookLikeContent, rest.Length)])
        {
            if (item is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0 or (>= 0x20 and < 0x7F)))
            {
                return false;
            }
        }

        return true;
    }
}
