using TicketRag.Core.Retrieval.Embedded.Files;
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

    /// <summary>Takes no lock, as no reader does: a writer may append meanwhile.</summary>
    public void Save(IndexFileWriter writer)
    {
        writer.Write<IndexRow>(Rows.AsSpan(0, RowCount));
        writer.Write<float>(Lengths.AsSpan(0, RowCount));
        Deleted.Save(writer);
        Facets.Save(writer, RowCount);
        Passages.Save(writer);
        Vocabulary.Save(writer, RowCount);
        Vectors.Save(writer);
    }

    public static IndexSnapshot Load(IndexFileReader reader)
    {
        var rows = reader.Read<IndexRow>();
        var loaded = new IndexSnapshot
        {
            Rows = rows,
            RowCount = rows.Length,
            Lengths = reader.Read<float>(rows.Length),
            Deleted = Tombstones.Load(reader),
            Facets = RowFacets.Load(reader, rows.Length),
            Passages = PassageStore.Load(reader),
            Vocabulary = Vocabulary.Load(reader),
            Vectors = VectorSet.Load(reader),
        };
        var live = Enumerable.Range(0, rows.Length).Where(row => !loaded.Deleted[row]).ToList();
        return loaded with { LiveRows = live.Count, LiveTerms = (long)live.Sum(row => loaded.Lengths[row]) };
    }

    /// <summary>The same without any row that is found.</summary>
    public IndexSnapshot Buried() => this with { Deleted = Tombstones.All(RowCount), LiveRows = 0, LiveTerms = 0 };

    /// <summary>The same without these rows, which live.</summary>
    public IndexSnapshot Buried(IReadOnlyCollection<int> rows) => this with
    {
        Deleted = Deleted.With(rows),
        LiveRows = LiveRows - rows.Count,
        LiveTerms = LiveTerms - TermsOf(rows),
    };

    /// <summary>The same with these rows, which were buried.</summary>
    public IndexSnapshot Revived(IReadOnlyCollection<int> rows) => this with
    {
        Deleted = Deleted.Without(rows),
        LiveRows = LiveRows + rows.Count,
        LiveTerms = LiveTerms + TermsOf(rows),
    };

    /// <summary>The same with room for so many rows.</summary>
    public IndexSnapshot WithRoomFor(int rows) => this with
    {
        Rows = WithRoomFor(Rows, rows),
        Facets = Facets.WithRoomFor(rows),
        Lengths = WithRoomFor(Lengths, rows),
    };

    private long TermsOf(IReadOnlyCollection<int> rows) => (long)rows.Sum(row => Lengths[row]);

    private static T[] WithRoomFor<T>(T[] array, int length)
    {
        if (length > array.Length)
        {
            Array.Resize(ref array, Math.Max(length, array.Length * 2));
        }

        return array;
    }
}
