namespace TicketRag.Core.Documents;

/// <summary>The headings that are open while a document is read from top to bottom.</summary>
public sealed class HeadingStack
{
    /// <summary>Longer paths lose their innermost end: the column has this width.</summary>
    public const int MaxPathLength = 1000;

    private readonly List<(int Level, string Title)> _open = [];

    /// <summary>Null where no heading is open.</summary>
    public string? Path { get; private set; }

    /// <param name="level">From 1, the outermost. Closes the headings of this level and below.</param>
    public void Open(int level, string title)
    {
        CloseFrom(level);
        _open.Add((level, title));
        Path = Join();
    }

    /// <summary>Closes the headings of this level and below.</summary>
    public void CloseFrom(int level)
    {
        _open.RemoveAll(heading => heading.Level >= level);
        Path = Join();
    }

    private string? Join() => _open.Count == 0 ? null : TextCut.AtMost(string.Join(TextBlock.HeadingSeparator, _open.Select(heading => heading.Title)), MaxPathLength);
}
