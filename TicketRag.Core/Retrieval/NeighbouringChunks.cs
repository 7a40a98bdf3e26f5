namespace TicketRag.Core.Retrieval;

/// <summary>Chunks that go on into each other are one passage to a reader: found together, they are shown together.</summary>
internal static class NeighbouringChunks
{
    /// <summary>Best first; a chunk that overlaps or touches a better one of the same document's version becomes part of it.</summary>
    public static List<RetrievedChunk> Merge(IEnumerable<RetrievedChunk> ranked, int limit)
    {
        var merged = new List<RetrievedChunk>();
        foreach (var chunk in ranked)
        {
            var at = merged.FindIndex(other => GoesOn(other, chunk) || GoesOn(chunk, other));
            if (at >= 0)
            {
                merged[at] = Join(merged[at], chunk);
            }
            else if (merged.Count < limit)
            {
                merged.Add(chunk);
            }
        }

        return merged;
    }

    private static bool GoesOn(RetrievedChunk first, RetrievedChunk next) =>
        first.DocumentId == next.DocumentId && first.Version == next.Version && first.HeadingPath == next.HeadingPath
        && first.Start <= next.Start && next.Start <= first.End && first.End <= next.End;

    // Scores and id stay the better one's; the place is where the passage begins.
    private static RetrievedChunk Join(RetrievedChunk better, RetrievedChunk other)
    {
        var (first, next) = better.Start <= other.Start ? (better, other) : (other, better);
        return better with
        {
            Text = first.Text + next.Text[(first.End - next.Start)..],
            Ordinal = first.Ordinal,
            Start = first.Start,
            End = next.End,
            Page = first.Page,
            Sheet = first.Sheet,
            Line = first.Line,
        };
    }
}
