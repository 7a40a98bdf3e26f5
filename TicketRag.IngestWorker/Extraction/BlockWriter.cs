using System.Text;
using TicketRag.Core.Documents;

namespace TicketRag.IngestWorker.Extraction;

/// <summary>
/// Takes a document's blocks in reading order and makes its text of them, so that each block's span is exact. Blocks are separated by an empty line, rows and
/// items of a list by a line feed. Text is cleaned: white space is one space, control characters go.
/// </summary>
public sealed class BlockWriter(ExtractionBudget budget)
{
    private readonly StringBuilder _text = new();
    private readonly List<TextBlock> _blocks = [];
    private readonly List<string> _notes = [];
    private readonly HeadingStack _headings = new();
    private readonly List<UnwrittenHeading> _unwritten = [];
    private readonly List<string> _within = [];
    private TableWriter? _table;
    private int _nesting;

    public DocumentFacts Facts { get; set; } = new();

    public int Length => _text.Length;

    internal string? HeadingPath => _headings.Path;

    public string? FirstNote => _notes.FirstOrDefault();

    /// <summary>What is left out, for the reader to know; it is said of which file within this one.</summary>
    public void Note(string note)
    {
        const int mostNotes = 100;
        if (_notes.Count < mostNotes)
        {
            _notes.Add(string.Concat(_within.Select(file => $"{file}: ")) + note);
        }
    }

    /// <param name="level">From 1, the outermost, within the file that is being read.</param>
    public void Heading(int level, string text, BlockPlace place = default)
    {
        if (CleanText.OfLine(text) is { Length: > 0 } title)
        {
            _headings.Open(level + _nesting, title);
            Add(BlockKind.Heading, title, place);
        }
    }

    public void Paragraph(string text, BlockPlace place = default) => Add(BlockKind.Paragraph, CleanText.OfParagraph(text), place);

    /// <param name="depth">From 0.</param>
    public void ListItem(string text, int depth = 0, BlockPlace place = default)
    {
        if (CleanText.OfParagraph(text) is { Length: > 0 } item)
        {
            Add(BlockKind.ListItem, $"{new string(' ', 2 * Math.Min(depth, 8))}- {item}", place);
        }
    }

    public void Code(string text, BlockPlace place = default) => Add(BlockKind.Code, CleanText.OfCode(text), place);

    /// <summary>Begins a table; its rows are added until the next block, or until the file that it is in ends or turns out to be damaged.</summary>
    public TableWriter Table(BlockPlace place = default) => new(this, _text, budget, place);

    /// <summary>What is written until this is disposed lies beneath this heading, which is only written if anything is.</summary>
    public IDisposable Within(string heading)
    {
        const int levelsOfAFile = 100;
        var nesting = _nesting;
        var title = CleanText.OfLine(heading) is { Length: > 0 } clean ? clean : "(no name)";
        _headings.Open(nesting + 1, title);
        var unwritten = new UnwrittenHeading(title, _headings.Path);
        _unwritten.Add(unwritten);
        _within.Add(title);
        _nesting += levelsOfAFile;
        return new Scope(() =>
        {
            EndTable();
            _nesting = nesting;
            _headings.CloseFrom(nesting + 1);
            _unwritten.Remove(unwritten);
            _within.RemoveAt(_within.Count - 1);
        });
    }

    public ExtractedDocument ToDocument(string format) => new(format, _text.ToString(), _blocks, Facts, _notes);

    internal void BeginBlock(BlockKind kind, TableWriter? table = null)
    {
        budget.Check();
        EndTable();
        _table = table;
        while (_unwritten is [var heading, ..])
        {
            _unwritten.RemoveAt(0);
            Append(BlockKind.Heading, heading.Title, heading.Path, default);
        }

        Separate(kind);
    }

    private void EndTable()
    {
        _table?.Dispose();
        _table = null;
    }

    private void Separate(BlockKind kind)
    {
        if (_text.Length > 0)
        {
            _text.Append(kind == BlockKind.ListItem && _blocks[^1].Kind == BlockKind.ListItem ? "\n" : "\n\n");
        }
    }

    internal void EndBlock(BlockKind kind, int start, string? path, BlockPlace place, IReadOnlyList<TextRow> rows, int headerRows)
    {
        budget.CheckText(_text.Length);
        _blocks.Add(new(start, _text.Length, kind, path) { Place = place, Rows = rows, HeaderRows = headerRows });
    }

    private void Add(BlockKind kind, string text, BlockPlace place)
    {
        if (text.Length > 0)
        {
            budget.CheckText((long)_text.Length + text.Length);
            BeginBlock(kind);
            Write(kind, text, HeadingPath, place);
        }
    }

    private void Append(BlockKind kind, string text, string? path, BlockPlace place)
    {
        Separate(kind);
        Write(kind, text, path, place);
    }

    private void Write(BlockKind kind, string text, string? path, BlockPlace place)
    {
        var start = _text.Length;
        _text.Append(text);
        EndBlock(kind, start, path, place, [], headerRows: 0);
    }

    private sealed record UnwrittenHeading(string Title, string? Path);

    private sealed class Scope(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
