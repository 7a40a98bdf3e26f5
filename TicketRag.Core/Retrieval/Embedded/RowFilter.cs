using System.Buffers;
using System.Numerics;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>Which rows of a snapshot a query may see, a bit each: not deleted, readable, and of what was asked for.</summary>
internal readonly struct RowFilter : IDisposable
{
    private const int WordRows = RowFacets.WordRows;

    private readonly IndexRow[] _rows;
    private readonly ulong[]? _bits;
    private readonly Guid? _exceptDocument;

    public RowFilter(IndexSnapshot snapshot, Labels labels, ChunkQuery query)
    {
        _rows = snapshot.Rows;
        _exceptDocument = query.ExcludeDocument;
        Allowed = snapshot.RowCount;
        if (!snapshot.Deleted.Any && !IsSelective(query))
        {
            return;
        }

        var words = (snapshot.RowCount + WordRows - 1) / WordRows;
        _bits = ArrayPool<ulong>.Shared.Rent(Math.Max(1, words));
        var bits = _bits.AsSpan(0, words);
        snapshot.Deleted.CopyLive(bits, snapshot.RowCount);
        Narrow(snapshot.Facets, labels, query, bits);
        Allowed = 0;
        foreach (var word in bits)
        {
            Allowed += BitOperations.PopCount(word);
        }
    }

    /// <summary>How many rows it lets through, the excluded document's among them.</summary>
    public int Allowed { get; }

    public bool Allows(int row) =>
        (_bits is null || (_bits[row / WordRows] & (1ul << row)) != 0)
        && (_exceptDocument is null || _rows[row].DocumentId != _exceptDocument);

    /// <summary>Of the 32 rows from that one on, which may be let through.</summary>
    /// <param name="first">A multiple of 32.</param>
    public uint Rows32(int first) => _bits is null ? uint.MaxValue : (uint)(_bits[first / WordRows] >> (first % WordRows));

    public void Dispose()
    {
        if (_bits is not null)
        {
            ArrayPool<ulong>.Shared.Return(_bits);
        }
    }

    private static bool IsSelective(ChunkQuery query) =>
        query.Reader.Readable is not null || query.SourceKinds.Count > 0 || query.States.Count > 0 || query.Tags.Count > 0 || query.Products.Count > 0
        || query.Languages.Count > 0 || query.UpdatedFrom is not null || query.UpdatedBefore is not null;

    private static void Narrow(RowFacets facets, Labels labels, ChunkQuery query, Span<ulong> bits)
    {
        if (query.Reader.Readable is { } readable)
        {
            RowFacets.Keep(bits, facets.Audiences, labels.Known(readable));
        }

        if (query.SourceKinds.Count > 0)
        {
            RowFacets.Keep(bits, facets.Kinds, [.. query.SourceKinds.Select(kind => (int)kind)]);
        }

        if (query.States.Count > 0)
        {
            RowFacets.Keep(bits, facets.States, [0, .. labels.Known(query.States)]);
        }

        if (query.Products.Count > 0)
        {
            RowFacets.Keep(bits, facets.Products, labels.Known(query.Products));
        }

        if (query.Languages.Count > 0)
        {
            RowFacets.Keep(bits, facets.Languages, labels.Known(query.Languages));
        }

        if (query.UpdatedFrom is not null || query.UpdatedBefore is not null)
        {
            RowFacets.Keep(bits, facets.UpdatedAt, query.UpdatedFrom?.UtcTicks ?? long.MinValue, query.UpdatedBefore?.UtcTicks ?? long.MaxValue);
        }

        if (query.Tags.Count > 0)
        {
            RowFacets.KeepTagged(bits, facets.Tags, labels.Known(query.Tags));
        }
    }
}
