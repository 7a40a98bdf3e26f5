using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>Appends rows to a snapshot, in room that its readers do not look at.</summary>
internal static class IndexExtension
{
    private const int LeastShared = 256;
    private const int PartsPerProcessor = 4;

    public static IndexSnapshot Append(IndexSnapshot next, IReadOnlyList<ChunkPoint> points, ITextAnalyzer analyzer, Labels labels)
    {
        var first = next.RowCount;
        next = next.WithRoomFor(first + points.Count);
        var (vectors, firstSlot) = (next.Vectors, next.Vectors.Count);
        int[] embedded = vectors.Dimensions == 0 ? [] : [.. Enumerable.Range(0, points.Count).Where(i => points[i].Vector is not null)];
        vectors = vectors.WithRoomFor([.. embedded.Select(i => first + i)]);
        var packed = new int[points.Count][];
        InParts(points.Count, embedded.Length, (from, to) => Analyse(analyzer, next.Vocabulary, points, packed, from, to), (from, to) =>
        {
            for (var i = from; i < to; i++)
            {
                vectors.Set(firstSlot + i, points[embedded[i]].Vector!.Value.Span);
            }
        });

        var terms = next.LiveTerms;
        for (var i = 0; i < points.Count; i++)
        {
            terms += Enter(next, first + i, points[i], packed[i], labels);
        }

        return next with { RowCount = first + points.Count, LiveRows = next.LiveRows + points.Count, LiveTerms = terms, Vectors = vectors };
    }

    private static void Analyse(ITextAnalyzer analyzer, Vocabulary vocabulary, IReadOnlyList<ChunkPoint> points, int[][] packed, int from, int to)
    {
        var reader = new PassageReader(analyzer);
        for (var i = from; i < to; i++)
        {
            packed[i] = reader.Read(points[i].SearchText, new TermNumbers(vocabulary));
        }
    }

    /// <summary>What is much is shared among the processors: rebuilding an index, and not what a job adds.</summary>
    private static void InParts(int points, int vectors, Action<int, int> analyse, Action<int, int> encode)
    {
        var parts = points < LeastShared ? 1 : PartsPerProcessor * Environment.ProcessorCount;
        if (parts == 1)
        {
            analyse(0, points);
            encode(0, vectors);
            return;
        }

        Parallel.For(0, parts, part =>
        {
            analyse((int)((long)points * part / parts), (int)((long)points * (part + 1) / parts));
            encode((int)((long)vectors * part / parts), (int)((long)vectors * (part + 1) / parts));
        });
    }

    private static int Enter(IndexSnapshot next, int row, ChunkPoint point, int[] packed, Labels labels)
    {
        next.Rows[row] = new(point.ChunkId, point.DocumentId, point.Version, next.Passages.Add(packed), KeptPassage.TextOf(point.SearchTextSha256));
        next.Facets.Set(row, point, labels);
        var length = RowPostings.Add(next.Vocabulary, row, packed);
        next.Lengths[row] = length;
        return length;
    }

    private readonly struct TermNumbers(Vocabulary vocabulary) : ITermNumbers
    {
        public int NumberOf(ReadOnlySpan<char> term) => vocabulary.NumberOf(term);
    }
}
