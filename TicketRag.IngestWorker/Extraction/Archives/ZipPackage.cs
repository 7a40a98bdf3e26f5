using System.IO.Compression;

namespace TicketRag.IngestWorker.Extraction.Archives;

/// <summary>A ZIP archive whose parts are read within the budget.</summary>
public sealed class ZipPackage : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly ExtractionBudget _budget;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.OrdinalIgnoreCase);

    public ZipPackage(Stream content, ExtractionBudget budget)
    {
        content.Position = 0;
        _archive = new(content, ZipArchiveMode.Read, leaveOpen: true);
        _budget = budget;
        foreach (var entry in _archive.Entries)
        {
            budget.AddEntry();
            _entries.TryAdd(entry.FullName.Replace('\\', '/').TrimStart('/'), entry);
        }
    }

    /// <summary>The names of its parts, in the archive's order.</summary>
    public IEnumerable<string> Names => _entries.Keys;

    public bool Has(string name) => _entries.ContainsKey(name);

    /// <summary>Null where there is no such part.</summary>
    public BoundedStream? Open(string name)
    {
        _budget.Check();
        if (!_entries.TryGetValue(name, out var entry))
        {
            return null;
        }

        if (entry.IsEncrypted)
        {
            throw new ExtractionException(ExtractionFault.Encrypted, $"{Path.GetFileName(name)} in the archive is encrypted. Send it without a password.");
        }

        return new BoundedStream(entry.Open(), entry.CompressedLength, _budget);
    }

    public void Dispose() => _archive.Dispose();
}
