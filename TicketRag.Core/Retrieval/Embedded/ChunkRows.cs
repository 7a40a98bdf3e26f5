namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>In which row of an index each living chunk is, and which chunks each document has. Writers' own: readers only go through rows.</summary>
internal sealed class ChunkRows
{
    private readonly Dictionary<Guid, int> _rowOfChunk = [];
    private readonly Dictionary<Guid, HashSet<Guid>> _chunksOfDocument = [];

    public void Add(in IndexRow row, int number)
    {
        _rowOfChunk[row.ChunkId] = number;
        if (!_chunksOfDocument.TryGetValue(row.DocumentId, out var chunks))
        {
            _chunksOfDocument[row.DocumentId] = chunks = [];
        }

        chunks.Add(row.ChunkId);
    }

    public void Remove(in IndexRow row)
    {
        _rowOfChunk.Remove(row.ChunkId);
        var chunks = _chunksOfDocument[row.DocumentId];
        chunks.Remove(row.ChunkId);
        if (chunks.Count == 0)
        {
            _chunksOfDocument.Remove(row.DocumentId);
        }
    }

    /// <summary>Puts the rows from the first on in the place of those that their chunks had.</summary>
    /// <returns>The rows that were replaced.</returns>
    public List<int> Replace(IndexSnapshot index, int first)
    {
        var replaced = new List<int>();
        for (var row = first; row < index.RowCount; row++)
        {
            if (_rowOfChunk.TryGetValue(index.Rows[row].ChunkId, out var before))
            {
                Remove(index.Rows[before]);
                replaced.Add(before);
            }

            Add(index.Rows[row], row);
        }

        return replaced;
    }

    /// <summary>After the same rows have got other numbers.</summary>
    public void Renumber(IndexSnapshot index)
    {
        for (var row = 0; row < index.RowCount; row++)
        {
            _rowOfChunk[index.Rows[row].ChunkId] = row;
        }
    }

    public int CountOf(Guid documentId) => _chunksOfDocument.GetValueOrDefault(documentId)?.Count ?? 0;

    public IEnumerable<int> Of(Guid documentId) => _chunksOfDocument.GetValueOrDefault(documentId)?.Select(chunk => _rowOfChunk[chunk]) ?? [];

    /// <summary>In the order of their chunks' ids, those behind that one.</summary>
    public IEnumerable<int> After(Guid chunkId, int limit) =>
        _rowOfChunk.Where(pair => pair.Key.CompareTo(chunkId) > 0).OrderBy(pair => pair.Key).Take(limit).Select(pair => pair.Value);
}
