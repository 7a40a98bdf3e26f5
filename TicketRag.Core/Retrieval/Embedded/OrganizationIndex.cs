using System.Numerics.Tensors;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// One organization's hybrid index. Writers take turns; readers take <see cref="Current"/> and never wait. Deleted rows stay as tombstones
/// until they are a quarter of all, then what lives is copied into a new index while readers finish with the old one.
/// </summary>
/// <param name="compactAfter">Fewest deleted rows that are worth it.</param>
internal sealed class OrganizationIndex(ITextAnalyzer analyzer, int dimensions, int compactAfter)
{
    private readonly Lock _writing = new();
    private readonly ChunkRows _rows = new();
    private RestoredRows _restored = RestoredRows.None;
    private int _changes;
    private volatile IndexSnapshot _current = new() { Vectors = VectorSet.Of(dimensions) };

    public IndexSnapshot Current => _current;

    public Labels Labels { get; private set; } = new();

    /// <summary>Whether at least one row of so many was added or deleted since it was saved or restored.</summary>
    public bool HasChanged(int oneOf) => _changes > 0 && (long)_changes * oneOf >= _current.LiveRows;

    /// <returns>Whether <paramref name="save"/> says that it is on the disk.</returns>
    public bool Save(Func<IndexSnapshot, Labels, bool> save)
    {
        var changes = Volatile.Read(ref _changes);
        if (!save(_current, Labels))
        {
            return false;
        }

        Interlocked.Add(ref _changes, -changes);
        return true;
    }

    /// <summary>Takes over what was saved, if nothing was written yet. Nobody finds its rows until <see cref="Confirm"/> has named them.</summary>
    public void Restore(IndexSnapshot saved, Labels labels)
    {
        lock (_writing)
        {
            if (_current.RowCount == 0 && saved.Vectors.Dimensions == _current.Vectors.Dimensions)
            {
                _restored = RestoredRows.Of(saved);
                Labels = labels;
                _current = saved.Buried();
            }
        }
    }

    /// <summary>Lets the restored rows of these documents be found, where they are the same.</summary>
    /// <returns>The documents whose rows are.</returns>
    public HashSet<Guid> Confirm(IReadOnlyList<DocumentStamp> documents)
    {
        lock (_writing)
        {
            var (rows, confirmed) = _restored.Confirm(documents, _current);
            foreach (var row in rows)
            {
                _rows.Add(_current.Rows[row], row);
            }

            _current = _current.Revived(rows);
            return confirmed;
        }
    }

    /// <summary>Whatever was not confirmed by now is gone.</summary>
    public void EndRestoring()
    {
        lock (_writing)
        {
            Interlocked.Add(ref _changes, _restored.Count);
            _restored = RestoredRows.None;
            Publish(_current.LiveRows == _current.RowCount ? _current with { Deleted = default } : _current);
        }
    }

    /// <exception cref="ArgumentException">A vector of another length, or with a number that isn't finite; then nothing is written.</exception>
    public void Upsert(IReadOnlyList<ChunkPoint> points)
    {
        lock (_writing)
        {
            var next = _current;
            foreach (var point in points)
            {
                Check(point, next.Vectors.Dimensions);
            }

            var first = next.RowCount;
            if (first + points.Count > PostingList.MaxRows)
            {
                throw new InvalidOperationException($"The embedded index holds at most {PostingList.MaxRows} chunks of an organization.");
            }

            _restored.Forget(points);
            next = IndexExtension.Append(next, points, analyzer, Labels);
            Interlocked.Add(ref _changes, points.Count);
            Publish(next.Buried(_rows.Replace(next, first)));
        }
    }

    public void DeleteDocument(Guid documentId, int? keepVersion)
    {
        lock (_writing)
        {
            _restored.Forget(documentId);
            var gone = _rows.Of(documentId).Where(row => _current.Rows[row].Version != keepVersion).ToArray();
            if (gone.Length == 0)
            {
                return;
            }

            foreach (var row in gone)
            {
                _rows.Remove(_current.Rows[row]);
            }

            Interlocked.Add(ref _changes, gone.Length);
            Publish(_current.Buried(gone));
        }
    }

    public long CountOf(Guid documentId)
    {
        lock (_writing)
        {
            return _rows.CountOf(documentId);
        }
    }

    public IReadOnlyList<PointKey> List(Guid after, int limit)
    {
        lock (_writing)
        {
            return [.. _rows.After(after, limit).Select(row => _current.Rows[row]).Select(row => new PointKey(row.ChunkId, row.DocumentId, row.Version))];
        }
    }

    /// <summary>Vectors of another space are worthless: they go at once, and lexical search goes on.</summary>
    public void StartSpace(int newDimensions)
    {
        lock (_writing)
        {
            _restored = RestoredRows.None;
            _current = _current with { Vectors = VectorSet.Of(newDimensions) };
        }
    }

    private static void Check(ChunkPoint point, int dimensions)
    {
        if (point.Vector is not { } vector || dimensions == 0)
        {
            return;
        }

        if (vector.Length != dimensions)
        {
            throw new ArgumentException($"Chunk {point.ChunkId} has a vector of {vector.Length} dimensions, the space has {dimensions}.");
        }

        if (!float.IsFinite(TensorPrimitives.SumOfSquares(vector.Span)))
        {
            throw new ArgumentException($"Chunk {point.ChunkId} has a vector with a number that isn't finite.");
        }
    }

    private void Publish(IndexSnapshot next)
    {
        var deleted = next.RowCount - next.LiveRows;
        if (deleted >= compactAfter && deleted > next.RowCount / 4 && !_restored.Any)
        {
            next = IndexCompaction.Compact(next);
            _rows.Renumber(next);
        }

        _current = next;
    }
}
