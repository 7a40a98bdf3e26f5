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
    private readonly Dictionary<Guid, int> _rowOfChunk = [];
    private readonly Dictionary<Guid, HashSet<Guid>> _chunksOfDocument = [];
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
                _current = saved with { Deleted = Tombstones.All(saved.RowCount), LiveRows = 0, LiveTerms = 0 };
            }
        }
    }

    /// <summary>Lets the restored rows of these documents be found, where they are the same.</summary>
    /// <returns>The documents whose rows are.</returns>
    public HashSet<Guid> Confirm(IReadOnlyList<DocumentStamp> documents)
    {
        lock (_writing)
        {
            var (rows, confirmed) = (new List<int>(), new HashSet<Guid>());
            foreach (var document in _restored.Any ? documents : [])
            {
                var same = _restored.Take(document, _current);
                rows.AddRange(same);
                if (same.Count > 0)
                {
                    confirmed.Add(document.DocumentId);
                }
            }

            foreach (var row in rows)
            {
                Remember(_current.Rows[row], row);
            }

            _current = _current with
            {
                Deleted = rows.Count == 0 ? _current.Deleted : _current.Deleted.Without(rows),
                LiveRows = _current.LiveRows + rows.Count,
                LiveTerms = _current.LiveTerms + (long)rows.Sum(row => _current.Lengths[row]),
            };
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

            ForgetRestored(points);
            next = IndexExtension.Append(next, points, analyzer, Labels);
            Interlocked.Add(ref _changes, points.Count);
            Publish(Bury(next, Replaced(next, first)));
        }
    }

    public void DeleteDocument(Guid documentId, int? keepVersion)
    {
        lock (_writing)
        {
            _restored.Forget(documentId);
            if (!_chunksOfDocument.TryGetValue(documentId, out var chunks))
            {
                return;
            }

            var gone = chunks.Select(chunk => _rowOfChunk[chunk]).Where(row => _current.Rows[row].Version != keepVersion).ToArray();
            foreach (var row in gone)
            {
                Forget(_current.Rows[row]);
            }

            Interlocked.Add(ref _changes, gone.Length);
            Publish(Bury(_current, gone));
        }
    }

    public long CountOf(Guid documentId)
    {
        lock (_writing)
        {
            return _chunksOfDocument.GetValueOrDefault(documentId)?.Count ?? 0;
        }
    }

    public IReadOnlyList<PointKey> List(Guid after, int limit)
    {
        lock (_writing)
        {
            return
            [
                .. _rowOfChunk.Where(pair => pair.Key.CompareTo(after) > 0).OrderBy(pair => pair.Key).Take(limit)
                    .Select(pair => new PointKey(pair.Key, _current.Rows[pair.Value].DocumentId, _current.Rows[pair.Value].Version)),
            ];
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

    /// <summary>Notes the rows from the first on, and finds those whose chunks they replace.</summary>
    private List<int> Replaced(IndexSnapshot next, int first)
    {
        var replaced = new List<int>();
        for (var row = first; row < next.RowCount; row++)
        {
            if (_rowOfChunk.TryGetValue(next.Rows[row].ChunkId, out var before))
            {
                Forget(next.Rows[before]);
                replaced.Add(before);
            }

            Remember(next.Rows[row], row);
        }

        return replaced;
    }

    private void ForgetRestored(IReadOnlyList<ChunkPoint> points)
    {
        foreach (var point in _restored.Any ? points : [])
        {
            _restored.Forget(point.DocumentId);
        }
    }

    private void Remember(in IndexRow row, int number)
    {
        _rowOfChunk[row.ChunkId] = number;
        if (!_chunksOfDocument.TryGetValue(row.DocumentId, out var chunks))
        {
            _chunksOfDocument[row.DocumentId] = chunks = [];
        }

        chunks.Add(row.ChunkId);
    }

    private void Forget(in IndexRow row)
    {
        _rowOfChunk.Remove(row.ChunkId);
        var chunks = _chunksOfDocument[row.DocumentId];
        chunks.Remove(row.ChunkId);
        if (chunks.Count == 0)
        {
            _chunksOfDocument.Remove(row.DocumentId);
        }
    }

    private static IndexSnapshot Bury(IndexSnapshot next, IReadOnlyCollection<int> rows) => next with
    {
        Deleted = next.Deleted.With(rows),
        LiveRows = next.LiveRows - rows.Count,
        LiveTerms = next.LiveTerms - (long)rows.Sum(row => next.Lengths[row]),
    };

    private void Publish(IndexSnapshot next)
    {
        var deleted = next.RowCount - next.LiveRows;
        if (deleted >= compactAfter && deleted > next.RowCount / 4 && !_restored.Any)
        {
            next = IndexCompaction.Compact(next);
            for (var row = 0; row < next.RowCount; row++)
            {
                _rowOfChunk[next.Rows[row].ChunkId] = row;
            }
        }

        _current = next;
    }
}
