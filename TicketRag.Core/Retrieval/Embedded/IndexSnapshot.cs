using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// One state of an organization's index. Readers take it without a lock and see exactly its first <see cref="RowCount"/> rows and
/// <see cref="VectorSet.Count"/> vectors, however much the writer appends to the same arrays meanwhile.
/// </summary>
internal sealed record IndexSnapshot
{
    public Vocabulary Vocabulary { get; init; } = new();

    public PassageStore Passages { get; init; } = new();

    public IndexRow[] Rows { get; init; } = [];

    public RowFacets Facets { get; init; } = new(0);

    /// <summary>Number of terms of each row.</summary>
    public float[] Lengths { get; init; } = [];

    public int RowCount { get; init; }

    public Tombstones Deleted { get; init; }

    /// <summary>Rows that aren't deleted.</summary>
    public int LiveRows { get; init; }

    /// <summary>Terms of all live rows together.</summary>
    public long LiveTerms { get; init; }

    public VectorSet Vectors { get; init; } = VectorSet.None;

    public KeptPassage Passage(in IndexRow row) => row.Text == 0 ? default : new(Passages.Read(row.Place, Vocabulary.Terms), row.Text);

    /// <summary>The same with room for so many rows.</summary>
    public IndexSnapshot WithRoomFor(int rows) => this with
    {
        Rows = WithRoomFor(Rows, rows),
        Facets = Facets.WithRoomFor(rows),
        Lengths = WithRoomFor(Lengths, rows),
    };

    private static T[] WithRoomFor<T>(T[] array, int length)
    {
        if (length > array.Length)
        {
            Array.Resize(ref array, Math.Max(length, array.Length * 2));
        }

        return array;
    }
}
