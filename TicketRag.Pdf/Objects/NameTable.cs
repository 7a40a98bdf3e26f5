namespace TicketRag.Pdf.Objects;

/// <summary>One string for each name of a document: names are compared often and repeat on every page.</summary>
internal sealed class NameTable
{
    private const int LongestOnStack = 128;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _names =
        new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The name whose bytes are given, each taken as one character: glyph names need no more.</summary>
    public string Intern(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LongestOnStack)
        {
            return System.Text.Encoding.Latin1.GetString(bytes);
        }

        Span<char> buffer = stackalloc char[LongestOnStack];
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            buffer[length++] = (char)bytes[i];
        }

        var name = buffer[..length];
        if (_names.TryGetValue(name, out var known))
        {
            return known;
        }

        var added = name.ToString();
        _names.Set.Add(added);
        return added;
    }
}
