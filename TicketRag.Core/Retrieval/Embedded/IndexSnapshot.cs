using System.Collections.Concurrent;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// One state of an organization's index. Readers take it without a lock and see exactly its first <see cref="RowCount"/> rows and
/// <see cref="VectorSet.Count"/> vectors, however much the writer appends to the same arrays meanwhile.
/// </summary>
internal sealed record IndexSnapshot
{
    public ConcurrentDictionary<string, PostingList> Terms { get; init; } = new(StringComparer.Ordinal);

    public IndexRow[] Rows { get; init; } = [];

    /// <summary>Number of terms of each row.</summary>
    public float[] Lengths { get; init; } = [];

    public int RowCount { get; init; }

    public Tombstones Deleted { get; init; }

    /// <summary>Rows that aren't deleted.</summary>
    public int LiveRows { get; init; }

    /// <summary>Terms of all live rows together.</summary>
    public long LiveTerms { get; init; }

    public VectorSet Vectors { get; init; } = VectorSet.None;
}
