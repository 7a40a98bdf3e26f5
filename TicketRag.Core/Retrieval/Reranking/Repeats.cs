namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>Leaves out passages that say the same as a better one.</summary>
internal sealed class Repeats(QuestionWords asked)
{
    private const double SameAs = 0.95;

    public IEnumerable<RankedPassage> LeaveOut(IEnumerable<RankedPassage> ranked)
    {
        var kept = new List<RankedPassage>();
        foreach (var passage in ranked)
        {
            if (!kept.Exists(other => SayTheSame(passage.Terms, other.Terms)))
            {
                kept.Add(passage);
                yield return passage;
            }
        }
    }

    // What is left of a short passage without its stop words may be left of another one, too.
    private bool SayTheSame(PassageTerms one, PassageTerms other) =>
        Math.Min(one.Distinct, other.Distinct) >= SameAs * Math.Max(one.Distinct, other.Distinct)
        && one.Plain == other.Plain
        && HaveTheSameTerms(one, other);

    private bool HaveTheSameTerms(PassageTerms one, PassageTerms other)
    {
        var all = one.Distinct + other.Distinct;
        var (i, j, differing) = (0, 0, 0);
        while (i < one.Distinct || j < other.Distinct)
        {
            var order = i == one.Distinct ? 1 : j == other.Distinct ? -1 : one.Key(i).CompareTo(other.Key(j));
            if (order != 0 && (all - ++differing < SameAs * (all + differing) || (order < 0 ? Distinguishes(one, i) : Distinguishes(other, j))))
            {
                return false;
            }

            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return true;
    }

    // A difference in a number, or in a word that was asked for, is what the question may be about.
    private bool Distinguishes(PassageTerms passage, int term) => asked.Term(passage.Key(term)) >= 0 || HasDigit(passage.Letters(term));

    private static bool HasDigit(ReadOnlySpan<char> term)
    {
        foreach (var c in term)
        {
            if (char.IsDigit(c))
            {
                return true;
            }
        }

        return false;
    }
}
