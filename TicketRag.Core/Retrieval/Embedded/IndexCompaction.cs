namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>Copies what lives in a snapshot into new arrays, in the same order. The old snapshot stays as it is for its readers.</summary>
internal static class IndexCompaction
{
    public static IndexSnapshot Compact(IndexSnapshot old)
    {
        var live = new int[old.RowCount];
        var rows = new IndexRow[old.LiveRows];
        var lengths = new float[old.LiveRows];
        var count = 0;
        for (var row = 0; row < old.RowCount; row++)
        {
            live[row] = old.Deleted[row] ? -1 : count;
            if (!old.Deleted[row])
            {
                rows[count] = old.Rows[row];
                lengths[count++] = old.Lengths[row];
            }
        }

        var compact = new IndexSnapshot
        {
            Rows = rows,
            Lengths = lengths,
            RowCount = count,
            LiveRows = count,
            LiveTerms = old.LiveTerms,
            Vectors = Vectors(old.Vectors, live),
        };
        CopyPostings(old, live, compact);
        return compact;
    }

    private static void CopyPostings(IndexSnapshot old, int[] live, IndexSnapshot compact)
    {
        foreach (var (term, postings) in old.Terms)
        {
            PostingList? kept = null;
            foreach (var posting in postings.Of(old.RowCount))
            {
                if (live[PostingList.RowOf(posting)] is >= 0 and var row)
                {
                    kept ??= compact.Terms.GetOrAdd(term, _ => new());
                    kept.Append(PostingList.Moved(posting, row));
                }
            }
        }
    }

    private static VectorSet Vectors(VectorSet old, int[] live)
    {
        var vectors = VectorSet.Of(old.Dimensions);
        for (var slot = 0; slot < old.Count; slot++)
        {
            if (live[old.RowOf[slot]] is >= 0 and var row)
            {
                vectors = vectors.Add(row, old.Vector(slot));
            }
        }

        return vectors;
    }
}
