using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// Finds for a question's words that no passage has the term that is spelt most like them and begins alike, as misspelt words mostly do (Pollock and Zamora, "Automatic
/// spelling correction in scientific and scholarly text", CACM 1984). Only passages that the question may find count, for what others say must not come out.
/// </summary>
internal static class Spelling
{
    private const int ShortestWord = 4;
    private const int ShortestWithTwoMistakes = 8;

    // Each means a look at all terms, and a long text may have many names that nobody else wrote.
    private const int MaxWords = 4;

    /// <returns>By the misspelt term.</returns>
    public static IReadOnlyDictionary<string, string> Corrections(IndexSnapshot snapshot, in RowFilter filter, ITextAnalyzer analyzer, string question)
    {
        var corrections = new Dictionary<string, string>();
        var looked = 0;
        foreach (var word in QuestionForms.Of(analyzer, question))
        {
            if (looked < MaxWords && IsWord(word[0]) && !corrections.ContainsKey(word[0]) && !IsKnown(snapshot, filter, word))
            {
                looked++;
                if (Nearest(snapshot, filter, word[0]) is { } term)
                {
                    corrections.Add(word[0], term);
                }
            }
        }

        return corrections;
    }

    // Codes and versions are not misspelt: they are of something else.
    private static bool IsWord(string term) => term.Length >= ShortestWord && term.All(char.IsLetter);

    private static bool IsKnown(IndexSnapshot snapshot, in RowFilter filter, List<string> forms)
    {
        foreach (var form in forms)
        {
            if (snapshot.Vocabulary.Find(form) is >= 0 and var number && Holding(snapshot, filter, number, most: 1) > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The fewest mistakes; of terms with as few the one that more passages have, and then the first in the alphabet.</summary>
    private static string? Nearest(IndexSnapshot snapshot, in RowFilter filter, string word)
    {
        var (distance, holding, nearest) = (word.Length >= ShortestWithTwoMistakes ? 2 : 1, 0, (string?)null);
        var terms = snapshot.Vocabulary.Terms;
        for (var (number, count) = (0, terms.Count); number < count; number++)
        {
            var term = terms.Letters(number);
            if (term.Length < ShortestWord - 1 || term[0] != word[0] || EditDistance.Between(word, term, distance) is var own && own > distance)
            {
                continue;
            }

            var has = Holding(snapshot, filter, number, int.MaxValue);
            if (has > 0 && (own < distance || has > holding || (has == holding && term.CompareTo(nearest, StringComparison.Ordinal) < 0)))
            {
                (distance, holding, nearest) = (own, has, term.ToString());
            }
        }

        return nearest;
    }

    private static int Holding(IndexSnapshot snapshot, in RowFilter filter, int number, int most)
    {
        var holding = 0;
        foreach (var posting in snapshot.Vocabulary.Postings(number).Of(snapshot.RowCount))
        {
            holding += filter.Allows(PostingList.RowOf(posting)) ? 1 : 0;
            if (holding == most)
            {
                break;
            }
        }

        return holding;
    }
}
