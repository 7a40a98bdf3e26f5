namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>Rows that came from the disk and wait until the database confirms them, by their documents.</summary>
internal sealed class RestoredRows
{
    private readonly Dictionary<Guid, List<int>> _rows = [];

    private RestoredRows()
    {
    }

    public static RestoredRows None => new();

    public bool Any => _rows.Count > 0;

    public int Count => _rows.Values.Sum(rows => rows.Count);

    /// <summary>Those with a vector: where it was missing it may be there by now.</summary>
    public static RestoredRows Of(IndexSnapshot saved)
    {
        var restored = new RestoredRows();
        foreach (var row in saved.Vectors.RowOf.AsSpan(0, saved.Vectors.Count))
        {
            if (!saved.Deleted[row])
            {
                restored.Add(saved.Rows[row].DocumentId, row);
            }
        }

        return restored;
    }

    /// <summary>Takes these documents out.</summary>
    /// <returns>The rows of those that are as the database says, and which those are.</returns>
    public (List<int> Rows, HashSet<Guid> Documents) Confirm(IReadOnlyList<DocumentStamp> documents, IndexSnapshot index)
    {
        var (rows, confirmed) = (new List<int>(), new HashSet<Guid>());
        foreach (var document in Any ? documents : [])
        {
            var same = Take(document, index);
            rows.AddRange(same);
            if (same.Count > 0)
            {
                confirmed.Add(document.DocumentId);
            }
        }

        return (rows, confirmed);
    }

    public void Forget(Guid document) => _rows.Remove(document);

    /// <summary>What is written now is newer than what was kept of the same documents.</summary>
    public void Forget(IReadOnlyList<ChunkPoint> written)
    {
        foreach (var point in Any ? written : [])
        {
            Forget(point.DocumentId);
        }
    }

    /// <returns>The document's rows, if they are as it says; otherwise none.</returns>
    private List<int> Take(DocumentStamp document, IndexSnapshot index) =>
        _rows.Remove(document.DocumentId, out var rows) && rows.Count == document.Chunks && rows.TrueForAll(row => IsSame(document, row, index)) ? rows : [];

    private static bool IsSame(DocumentStamp document, int row, IndexSnapshot index) =>
        index.Rows[row].Version == document.Version && index.Facets.UpdatedAt[row] == document.UpdatedAt.UtcTicks;

    private void Add(Guid document, int row)
    {
        if (!_rows.TryGetValue(document, out var rows))
        {
            _rows[document] = rows = [];
        }

        rows.Add(row);
    }
}
