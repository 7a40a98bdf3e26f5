namespace TicketRag.Core.Documents;

/// <summary>
/// Packs the blocks of a text into chunks. A chunk never goes on across a heading; a table's row and a code block are only cut when they are longer than
/// a chunk by themselves. Every chunk is a span of its text, and none is longer than <see cref="ChunkingOptions.MaxTokens"/>.
/// </summary>
public sealed class Chunker(ChunkingOptions options)
{
    /// <summary>The chunks of Markdown or plain text, in order; none for a text of white space.</summary>
    public IEnumerable<ChunkSpan> Split(string text) => Split(text, MarkdownBlocks.Read(text));

    /// <summary>The chunks of a text whose blocks are known, in order.</summary>
    public IEnumerable<ChunkSpan> Split(string text, IEnumerable<TextBlock> blocks)
    {
        var open = default(OpenChunk?);
        foreach (var block in blocks.Where(block => block.End > block.Start))
        {
            if (open is { } chunk && chunk.MayGoOnWith(block) && Tokens(text, chunk.Start, block.End) <= options.MaxTokens)
            {
                open = chunk.With(block);
                continue;
            }

            var start = open is { } before && before.MayGoOnWith(block) ? StartAfter(text, before, block) : block.Start;
            if (open is { } full && start > full.Start)
            {
                yield return full.ToSpan();
            }

            open = new(start, block.End, block);
            foreach (var piece in LongPieces(text, start, block))
            {
                yield return piece;
                open = null;
            }
        }

        if (open is { } last)
        {
            yield return last.ToSpan();
        }
    }

    private IEnumerable<ChunkSpan> LongPieces(string text, int start, TextBlock block)
    {
        if (Tokens(text, start, block.End) <= options.MaxTokens)
        {
            return [];
        }

        return block.Kind == BlockKind.Table && block.Rows.Count > 0
            ? new TableSplit(options, text, start, block).Pieces()
            : TextSplit.Pieces(options, text, start, block.End, block.Kind == BlockKind.Code)
                .Select(piece => new ChunkSpan(piece.Start, piece.End, block.HeadingPath) { Place = block.Place });
    }

    // Headings go with what they head. Running text repeats its last sentences, where there is room for them beside what follows.
    private int StartAfter(string text, OpenChunk before, TextBlock block)
    {
        var room = Math.Min(options.OverlapTokens, options.MaxTokens - Tokens(text, block.Start, block.End));
        if (before.LastKind == BlockKind.Heading)
        {
            return before.Start;
        }

        if (room <= 0 || before.LastKind is BlockKind.Table or BlockKind.Code || block.Kind is BlockKind.Table or BlockKind.Code)
        {
            return block.Start;
        }

        var start = TextSplit.OverlapStart(text, before.LastStart, before.End, room);
        return start < before.End ? start : block.Start;
    }

    private static int Tokens(string text, int start, int end) => TokenCount.Of(text.AsSpan(start, end - start));

    private readonly record struct OpenChunk(int Start, int End, TextBlock First)
    {
        public int LastStart { get; private init; } = First.Start;

        public BlockKind LastKind { get; private init; } = First.Kind;

        // Of headings alone: the first block beneath them decides.
        private string? Path { get; init; } = First.HeadingPath;

        public bool MayGoOnWith(TextBlock block) => LastKind == BlockKind.Heading
            || (block.Kind != BlockKind.Heading && block.HeadingPath == Path);

        public OpenChunk With(TextBlock block) => this with
        {
            End = block.End,
            LastStart = block.Start,
            LastKind = block.Kind,
            Path = block.HeadingPath,
        };

        public ChunkSpan ToSpan() => new(Start, End, Path) { Place = First.Place };
    }
}

/// <param name="Start">In UTF-16 code units.</param>
/// <param name="End">Exclusive.</param>
public readonly record struct ChunkSpan(int Start, int End, string? HeadingPath)
{
    /// <summary>What must be read with it though it stands elsewhere: the header of its table. Null where there is nothing.</summary>
    public string? Context { get; init; }

    /// <summary>Of its first block.</summary>
    public BlockPlace Place { get; init; }
}
