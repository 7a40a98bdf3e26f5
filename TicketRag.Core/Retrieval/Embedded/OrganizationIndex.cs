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
    private volatile IndexSnapshot _current = new() { Vectors = VectorSet.Of(dimensions) };

    public IndexSnapshot Current => _current;

    public Labels Labels { get; } = new();

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

            var replaced = new List<int>();
            foreach (var point in points)
            {
                if (_rowOfChunk.TryGetValue(point.ChunkId, out var row))
                {
                    Forget(next.Rows[row]);
                    replaced.Add(row);
                }

                next = Append(next, point);
            }

            Publish(Bury(next, replaced));
        }
    }

    public void DeleteDocument(Guid documentId, int? keepVersion)
    {
        lock (_writing)
        {
            if (!_chunksOfDocument.TryGetValue(documentId, out var chunks))
            {
                return;
            }

            var gone = chunks.Select(chunk => _rowOfChunk[chunk]).Where(row => _current.Rows[row].Version != keepVersion).ToArray();
            foreach (var row in gone)
            {
                Forget(_current.Rows[row]);
            }

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

    private IndexSnapshot Append(IndexSnapshot next, ChunkPoint point)
    {
        var row = next.RowCount;
        if (row == PostingList.MaxRows)
        {
            throw new InvalidOperationException($"The embedded index holds at most {PostingList.MaxRows} chunks of an organization.");
        }

        var rows = WithRoom(next.Rows, row);
        rows[row] = Row(point);
        Remember(rows[row], row);

        var terms = new RowTerms(next.Terms, row);
        analyzer.Read(point.SearchText, ref terms);
        var lengths = WithRoom(next.Lengths, row);
        lengths[row] = terms.Length;

        return next with
        {
            Rows = rows,
            Lengths = lengths,
            RowCount = row + 1,
            LiveRows = next.LiveRows + 1,
            LiveTerms = next.LiveTerms + terms.Length,
            Vectors = point.Vector is { } vector && next.Vectors.Dimensions > 0 ? next.Vectors.Add(row, vector.Span) : next.Vectors,
        };
    }

    private IndexRow Row(ChunkPoint point) => new()
    {
        ChunkId = point.ChunkId,
        DocumentId = point.DocumentId,
        Version = point.Version,
        SourceKind = point.SourceKind,
        State = point.State is { } state ? Labels.Number(state) : 0,
        Audience = Labels.Number(point.Audience.Value),
        Product = point.Facets.Product is { } product ? Labels.Number(product) : 0,
        Language = point.Facets.Language is { } language ? Labels.Number(language) : 0,
        UpdatedAt = point.UpdatedAt.UtcTicks,
        Tags = point.Tags.Count == 0 ? [] : [.. point.Tags.Select(Labels.Number)],
    };

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
        if (deleted >= compactAfter && deleted > next.RowCount / 4)
        {
            next = IndexCompaction.Compact(next);
            for (var row = 0; row < next.RowCount; row++)
            {
                _rowOfChunk[next.Rows[row].ChunkId] = row;
            }
        }

        _current = next;
    }

    private static T[] WithRoom<T>(T[] array, int at)
    {
        if (at == array.Length)
        {
            Array.Resize(ref array, Math.Max(16, at * 2));
        }

        return array;
    }
}
