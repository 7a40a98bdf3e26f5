namespace TicketRag.Core.Documents;

/// <summary>A part of a document's text: <c>text[Start..End]</c>, in UTF-16 code units.</summary>
/// <param name="HeadingPath">The headings above it, outermost first; of a heading, with itself.</param>
public sealed record TextBlock(int Start, int End, BlockKind Kind, string? HeadingPath = null)
{
    public const string HeadingSeparator = " › ";

    public BlockPlace Place { get; init; }

    /// <summary>Of a table, in order; else none.</summary>
    public IReadOnlyList<TextRow> Rows { get; init; } = [];

    /// <summary>How many of the first rows name the columns.</summary>
    public int HeaderRows { get; init; }
}

/// <summary>A row of a table: <c>text[Start..End]</c>.</summary>
/// <param name="Line">See <see cref="BlockPlace.Line"/>.</param>
public readonly record struct TextRow(int Start, int End, int? Line = null);
