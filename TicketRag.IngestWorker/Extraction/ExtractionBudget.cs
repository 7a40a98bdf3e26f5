namespace TicketRag.IngestWorker.Extraction;

/// <summary>What is left of the limits while one file, with all that it contains, is read.</summary>
public sealed class ExtractionBudget(ExtractionOptions options, CancellationToken cancellation)
{
    private const int CellsBetweenChecks = 256;

    private long _unpacked;
    private long _text;
    private int _cells;
    private int _entries;

    public ExtractionOptions Options { get; } = options;

    public CancellationToken Cancellation { get; } = cancellation;

    /// <exception cref="OperationCanceledException">The time is up, or the job was asked to stop.</exception>
    public void Check() => Cancellation.ThrowIfCancellationRequested();

    /// <summary>The same items, within the time: for passes over what may be long and in which a step may take long.</summary>
    public IEnumerable<T> Each<T>(IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            Check();
            yield return item;
        }
    }

    public void AddUnpacked(int bytes)
    {
        Check();
        _unpacked += bytes;
        Limit(_unpacked <= Options.MaxUnpackedBytes, $"It unpacks to more than {Options.MaxUnpackedBytes >> 20} MB.");
    }

    /// <summary>Counts text that is read, before it is known what becomes of it: white space goes, so twice as much is let through as may come out.</summary>
    public void AddText(int characters)
    {
        _text += characters;
        if (_text > 2L * Options.MaxTextCharacters)
        {
            CheckText(_text);
        }
    }

    public void AddCells(int count)
    {
        var before = _cells;
        _cells += count;
        Limit(_cells <= Options.MaxCells, $"Its tables have more than {Options.MaxCells:N0} cells. Split it.");
        if (before / CellsBetweenChecks != _cells / CellsBetweenChecks)
        {
            Check();
        }
    }

    public void AddEntry()
    {
        Check();
        Limit(++_entries <= Options.MaxEntries, $"It holds more than {Options.MaxEntries:N0} files.");
    }

    public void CheckText(long characters) => Limit(characters <= Options.MaxTextCharacters, $"Its text is longer than {Options.MaxTextCharacters:N0} characters. Split it.");

    public void CheckDepth(int depth) => Limit(depth <= Options.MaxMarkupDepth, $"Its elements are nested more than {Options.MaxMarkupDepth} deep.");

    public static void Limit(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ExtractionException(ExtractionFault.LimitExceeded, otherwise);
        }
    }
}
