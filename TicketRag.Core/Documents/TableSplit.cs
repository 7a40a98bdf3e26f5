namespace TicketRag.Core.Documents;

/// <summary>Cuts a table that is too long between its rows. Each piece but the first carries the header as its context.</summary>
/// <param name="lead">Where the table's headings begin, or the table itself.</param>
internal sealed class TableSplit(ChunkingOptions options, string text, int lead, TextBlock table)
{
    private const int MaxHeaderShare = 2;

    private readonly string? _header = Header(options, text, table);

    public IEnumerable<ChunkSpan> Pieces()
    {
        var budget = options.MaxTokens - (_header is null ? 0 : TokenCount.Of(_header));
        var rows = table.Rows;
        var first = 0;
        while (first < rows.Count)
        {
            var room = first == 0 ? options.MaxTokens : budget;
            var start = first == 0 ? lead : rows[first].Start;
            var last = first;
            while (last + 1 < rows.Count && Tokens(start, rows[last + 1].End) <= room)
            {
                last++;
            }

            foreach (var piece in Whole(start, rows[last].End, room))
            {
                yield return new(piece.Start, piece.End, table.HeadingPath)
                {
                    Context = first < table.HeaderRows ? null : _header,
                    Place = table.Place with { Line = rows[first].Line ?? table.Place.Line },
                };
            }

            first = last + 1;
        }
    }

    // A row that is longer than a chunk by itself is cut like text.
    private IEnumerable<(int Start, int End)> Whole(int start, int end, int room) =>
        Tokens(start, end) <= room
            ? [(start, end)]
            : TextSplit.Pieces(new() { MaxTokens = room, OverlapTokens = Math.Min(options.OverlapTokens, room / 2) }, text, start, end, byLine: false);

    private int Tokens(int start, int end) => TokenCount.Of(text.AsSpan(start, end - start));

    private static string? Header(ChunkingOptions options, string text, TextBlock table)
    {
        if (table.HeaderRows == 0 || table.HeaderRows >= table.Rows.Count)
        {
            return null;
        }

        var start = table.Rows[0].Start;
        var header = text.AsSpan(start, table.Rows[table.HeaderRows - 1].End - start);
        return header[..TokenCount.LengthOf(header, options.MaxTokens / MaxHeaderShare)].ToString();
    }
}
