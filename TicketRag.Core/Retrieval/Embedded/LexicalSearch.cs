using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// Okapi BM25 (Robertson and Zaragoza, 2009) over one organization's postings, term at a time into one score per row:
/// idf = ln(1 + (N - df + 0.5) / (df + 0.5)), tf · (k1 + 1) / (tf + k1 · (1 - b + b · length / average)).
/// A term that the question repeats counts as often, and one of a passage's lead <see cref="Bm25.LeadCount"/> times.
/// </summary>
internal static class LexicalSearch
{
    public static FoundPoint[] Search(
        IndexSnapshot snapshot, in RowFilter filter, ITextAnalyzer analyzer, Bm25 bm25, string text, int limit)
    {
        limit = Math.Min(limit, snapshot.LiveRows);
        var terms = new QuestionTerms(snapshot.Vocabulary);
        if (limit > 0)
        {
            analyzer.ReadQuestion(text, ref terms);
        }

        if (terms.Found.Count == 0)
        {
            return [];
        }

        var scores = ArrayPool<float>.Shared.Rent(snapshot.RowCount);
        var room = ArrayPool<(float, int)>.Shared.Rent(limit);
        try
        {
            var ofRow = scores.AsSpan(0, snapshot.RowCount);
            ofRow.Clear();
            foreach (var (postings, times) in terms.Found)
            {
                AddScores(snapshot, postings.Of(snapshot.RowCount), times, bm25, ofRow);
            }

            var best = new TopRows(room.AsSpan(0, limit), snapshot.Rows);
            Collect(ofRow, filter, ref best);
            return best.ToPoints(snapshot);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scores);
            ArrayPool<(float, int)>.Shared.Return(room);
        }
    }

    private static void AddScores(IndexSnapshot snapshot, ReadOnlySpan<uint> postings, int times, Bm25 bm25, Span<float> scores)
    {
        var holding = LiveCount(postings, snapshot.Deleted);
        if (holding == 0)
        {
            return;
        }

        var weight = times * Bm25.Idf(snapshot.LiveRows, holding) * (bm25.K1 + 1);
        var constant = bm25.K1 * (1 - bm25.B);
        var perTerm = bm25.K1 * bm25.B * snapshot.LiveRows / snapshot.LiveTerms;
        var lengths = snapshot.Lengths.AsSpan(0, scores.Length);
        foreach (var posting in postings)
        {
            var row = PostingList.RowOf(posting);
            var frequency = (float)(int)PostingList.FrequencyOf(posting);
            scores[row] += weight * frequency / (frequency + constant + (perTerm * lengths[row]));
        }
    }

    private static int LiveCount(ReadOnlySpan<uint> postings, Tombstones deleted)
    {
        if (!deleted.Any)
        {
            return postings.Length;
        }

        var live = 0;
        foreach (var posting in postings)
        {
            live += deleted[PostingList.RowOf(posting)] ? 0 : 1;
        }

        return live;
    }

    /// <summary>Most rows have a score below the best so far; a register of them is passed over at once.</summary>
    private static void Collect(ReadOnlySpan<float> scores, in RowFilter filter, ref TopRows best)
    {
        var whole = MemoryMarshal.Cast<float, Vector<float>>(scores);
        for (var i = 0; i < whole.Length; i++)
        {
            var bar = new Vector<float>(MathF.Max(best.Threshold, float.Epsilon));
            if (Vector.GreaterThanOrEqualAny(whole[i], bar))
            {
                Collect(scores, i * Vector<float>.Count, (i + 1) * Vector<float>.Count, filter, ref best);
            }
        }

        Collect(scores, whole.Length * Vector<float>.Count, scores.Length, filter, ref best);
    }

    private static void Collect(ReadOnlySpan<float> scores, int from, int to, in RowFilter filter, ref TopRows best)
    {
        for (var row = from; row < to; row++)
        {
            if (scores[row] > 0 && best.MayHold(scores[row]) && filter.Allows(row))
            {
                best.Offer(scores[row], row);
            }
        }
    }
}
