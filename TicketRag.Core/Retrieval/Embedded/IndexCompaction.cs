namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>Copies what lives in a snapshot into new arrays, in the same order. The old snapshot stays as it is for its readers.</summary>
internal static class IndexCompaction
{
    public static IndexSnapshot Compact(IndexSnapshot old)
    {
        var live = new int[old.RowCount];
        var compact = new IndexSnapshot { RowCount = old.LiveRows, LiveRows = old.LiveRows, LiveTerms = old.LiveTerms }.WithRoomFor(old.LiveRows);
        var count = 0;
        for (var row = 0; row < old.RowCount; row++)
        {
            live[row] = old.Deleted[row] ? -1 : count;
            if (!old.Deleted[row])
            {
                Copy(old, row, compact, count++);
            }
        }

        return compact with { Vectors = Vectors(old.Vectors, live) };
    }

    private static void Copy(IndexSnapshot old, int row, IndexSnapshot compact, int to)
    {
        var terms = old.Vocabulary.Terms;
        var packed = old.Passages.Read(old.Rows[row].Place, terms).Renumbered(number => compact.Vocabulary.NumberOf(terms.Letters(number)));
        compact.Rows[to] = old.Rows[row] with { Place = compact.Passages.Add(packed) };
        compact.Facets.Copy(to, old.Facets, row);
        compact.Lengths[to] = RowPostings.Add(compact.Vocabulary, to, packed);
    }

    private static VectorSet Vectors(VectorSet old, int[] live)
    {
        var slots = Enumerable.Range(0, old.Count).Where(slot => live[old.RowOf[slot]] >= 0).ToArray();
        var vectors = VectorSet.Of(old.Dimensions).WithRoomFor([.. slots.Select(slot => live[old.RowOf[slot]])]);
        for (var slot = 0; slot < slots.Length; slot++)
        {
            vectors.Set(slot, old.Vector(slots[slot]));
        }

        return vectors;
    }
}
