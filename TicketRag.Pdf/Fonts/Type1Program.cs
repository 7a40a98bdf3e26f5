using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Fonts;

/// <summary>The encoding in the clear part of a Type 1 font program (Adobe Type 1 Font Format, 2.2).</summary>
internal sealed class Type1Program : FontProgram
{
    private readonly string?[] _nameOfCode = new string?[256];

    public Type1Program(ReadOnlySpan<byte> font)
    {
        var end = font.IndexOf("eexec"u8);
        font = end < 0 ? font : font[..end];
        var start = font.IndexOf("/Encoding"u8);
        if (start < 0)
        {
            return;
        }

        var lexer = new Lexer(font, start + "/Encoding".Length, new NameTable());
        lexer.SkipWhite();
        if (font[lexer.Position..].StartsWith("StandardEncoding"u8))
        {
            GlyphOrders.Standard.CopyTo(_nameOfCode, 0);
            return;
        }

        while (!lexer.AtEnd)
        {
            lexer.SkipWhite();
            var word = lexer.Word();
            if (word.SequenceEqual("def"u8) || word.SequenceEqual("readonly"u8))
            {
                return;
            }

            if (word.SequenceEqual("dup"u8))
            {
                ReadEntry(ref lexer);
            }
        }
    }

    public override string? NameOfCode(int code) => _nameOfCode[code];

    private void ReadEntry(ref Lexer lexer)
    {
        lexer.SkipWhite();
        if (!lexer.TryNumber(out var code, out _))
        {
            return;
        }

        lexer.SkipWhite();
        if (lexer.Peek() == '/' && code is >= 0 and < 256)
        {
            _nameOfCode[(int)code] = lexer.Name();
        }
    }
}
