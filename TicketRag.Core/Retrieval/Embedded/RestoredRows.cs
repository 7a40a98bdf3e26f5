namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>Rows that came from the disk and wait until the database confirms them, by their chunks.</summary>
internal sealed class RestoredRows
{
    private readonly Dictionary<Guid, int> _rows = [];

    private RestoredRows()
    {
    }

    public static RestoredRows None => new();

    public int Count => _rows.Count;

    /// <summary>Those with a vector: where it was missing it may be there by now.</summary>
    public static RestoredRows Of(IndexSnapshot saved)
    {
        var restored = new RestoredRows();
        restored._rows.EnsureCapacity(saved.LiveRows);
        foreach (var row in saved.Vectors.RowOf.AsSpan(0, saved.Vectors.Count))
        {
            if (!saved.Deleted[row])
            {
                restored._rows[saved.Rows[row].ChunkId] = row;
            }
        }

        return restored;
    }

    /// <summary>Takes out those of these points.</summary>
    /// <returns>The rows that are as the points say.</returns>
    public List<int> Take(IReadOnlyList<PointState> points, IndexSnapshot index, Labels labels)
    {
        var same = new List<int>(points.Count);
        if (_rows.Count == 0)
        {
            return same;
        }

        foreach (var point in points)
        {
            if (_rows.Remove(point.ChunkId, out var row) && IsSame(point, row, index, labels))
            {
                same.Add(row);
            }
        }

        return same;
    }

    public void Forget(IEnumerable<Guid> chunks)
    {
        if (_rows.Count > 0)
        {
            foreach (var chunk in chunks)
            {
                _rows.Remove(chunk);
            }
        }
    }

    public void ForgetDocument(Guid documentId, int? keepVersion, IndexSnapshot index)
    {
        foreach (var (chunk, row) in _rows)
        {
            if (index.Rows[row].DocumentId == documentId && index.Rows[row].Version != keepVersion)
            {
                _rows.Remove(chunk);
            }
        }
    }

    // A chunk's id says its text; what else is kept of it changes with its document.
    private static bool IsSame(PointState point, int row, IndexSnapshot index, Labels labels) =>
        index.Rows[row].Version == point.Version
        && index.Facets.UpdatedAt[row] == point.UpdatedAt.UtcTicks
        && labels.Known([point.Audience.Value]) is [var audience] && index.Facets.Audiences[row] == audience;
}
