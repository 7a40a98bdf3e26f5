namespace TicketRag.Core.Documents;

/// <summary>
/// The blocks of Markdown as it stands, markup included: headings, fenced code, pipe tables, lists and paragraphs. Plain text is Markdown without headings.
/// </summary>
internal static class MarkdownBlocks
{
    public static IEnumerable<TextBlock> Read(string text)
    {
        var headings = new HeadingStack();
        var open = new OpenBlock();
        var fence = default(string?);
        foreach (var line in MarkdownLine.Of(text))
        {
            if (fence is not null)
            {
                open.Add(line, BlockKind.Code);
                fence = line.Closes(fence) ? null : fence;
                continue;
            }

            var kind = line.KindAfter(open.Kind);
            if (open.EndsBefore(kind, line) && open.Take(headings.Path) is { } block)
            {
                yield return block;
            }

            if (kind is null)
            {
                continue;
            }

            if (kind == BlockKind.Heading)
            {
                headings.Open(line.HeadingLevel, line.Content[line.HeadingLevel..].Trim().ToString());
            }

            fence = kind == BlockKind.Code ? line.Fence : null;
            open.Add(line, kind.Value);
        }

        if (open.Take(headings.Path) is { } last)
        {
            yield return last;
        }
    }

    private sealed class OpenBlock
    {
        private readonly List<TextRow> _rows = [];
        private int _start;
        private int _end;
        private int _line;
        private int _headerRows;

        public BlockKind? Kind { get; private set; }

        public bool EndsBefore(BlockKind? next, MarkdownLine line) => Kind is { } kind
            && (next != kind || kind is BlockKind.Heading or BlockKind.Code || line.IsListItem);

        public void Add(MarkdownLine line, BlockKind kind)
        {
            if (Kind is null)
            {
                (Kind, _start, _line) = (kind, line.Start, line.Number);
            }

            _end = line.End;
            if (kind == BlockKind.Table)
            {
                _rows.Add(new(line.Start, line.End, line.Number));
                _headerRows = _rows.Count == 2 && line.IsTableRule ? 2 : _headerRows;
            }
        }

        public TextBlock? Take(string? path)
        {
            if (Kind is not { } kind)
            {
                return null;
            }

            var block = new TextBlock(_start, _end, kind, path)
            {
                Place = new(Line: _line),
                Rows = [.. _rows],
                HeaderRows = _headerRows,
            };
            (Kind, _headerRows) = (null, 0);
            _rows.Clear();
            return block;
        }
    }
}
