namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>Which rows of a snapshot a query may see: not deleted, readable, and of what was asked for.</summary>
internal readonly struct RowFilter
{
    private readonly IndexRow[] _rows;
    private readonly Tombstones _deleted;
    private readonly int[]? _audiences;
    private readonly int[]? _states;
    private readonly int[]? _tags;
    private readonly int[]? _products;
    private readonly int[]? _languages;
    private readonly long _from;
    private readonly long _before;
    private readonly uint _kinds;
    private readonly Guid? _exceptDocument;

    public RowFilter(IndexSnapshot snapshot, Labels labels, ChunkQuery query)
    {
        _rows = snapshot.Rows;
        _deleted = snapshot.Deleted;
        _audiences = query.Reader.Readable is { } readable ? labels.Known(readable) : null;
        _states = query.States.Count > 0 ? labels.Known(query.States) : null;
        _tags = query.Tags.Count > 0 ? labels.Known(query.Tags) : null;
        _products = query.Products.Count > 0 ? labels.Known(query.Products) : null;
        _languages = query.Languages.Count > 0 ? labels.Known(query.Languages) : null;
        _from = query.UpdatedFrom?.UtcTicks ?? long.MinValue;
        _before = query.UpdatedBefore?.UtcTicks ?? long.MaxValue;
        _exceptDocument = query.ExcludeDocument;
        foreach (var kind in query.SourceKinds)
        {
            _kinds |= 1u << (int)kind;
        }

        IsSelective = _audiences is not null || _states is not null || _tags is not null || _kinds != 0
            || _products is not null || _languages is not null || query.UpdatedFrom is not null || query.UpdatedBefore is not null;
    }

    /// <summary>May drop many rows, so that asking first saves work.</summary>
    public bool IsSelective { get; }

    public bool Allows(int row)
    {
        if (_deleted[row])
        {
            return false;
        }

        ref readonly var candidate = ref _rows[row];
        return (_audiences is null || _audiences.AsSpan().Contains(candidate.Audience))
            && (_kinds == 0 || (_kinds & (1u << (int)candidate.SourceKind)) != 0)
            && (_states is null || candidate.State == 0 || _states.AsSpan().Contains(candidate.State))
            && (_tags is null || candidate.Tags.AsSpan().ContainsAny(_tags))
            && (_products is null || _products.AsSpan().Contains(candidate.Product))
            && (_languages is null || _languages.AsSpan().Contains(candidate.Language))
            && candidate.UpdatedAt >= _from && candidate.UpdatedAt < _before
            && (_exceptDocument is null || candidate.DocumentId != _exceptDocument);
    }
}
