using System.Text.RegularExpressions;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>
/// Makes a question that leans on what was said before stand by itself, without a model: the words of the question before it, and the names in the
/// answer to that, are searched for with it.
/// </summary>
public sealed partial class FollowUps(ITextAnalyzer analyzer)
{
    private const int FewTerms = 4;
    private const int FarthestBack = 3;

    /// <returns>What to search for; the question itself where it needs nothing.</returns>
    public string Carry(string question, IReadOnlyList<Exchange> history)
    {
        if (history.Count == 0 || !LeansOnWhatWasSaid(question))
        {
            return question;
        }

        var carried = new List<string> { question };
        foreach (var exchange in history.Reverse().Take(FarthestBack))
        {
            carried.Add(exchange.Question);
            carried.AddRange(Names().Matches(exchange.Answer).Select(name => name.Value).Distinct(StringComparer.Ordinal));
            if (!LeansOnWhatWasSaid(exchange.Question))
            {
                break;
            }
        }

        return string.Join('\n', carried);
    }

    /// <summary>It has few words of its own, or points back.</summary>
    public bool LeansOnWhatWasSaid(string question) =>
        analyzer.Terms(question).Distinct(StringComparer.Ordinal).Count() <= FewTerms || PointsBack().IsMatch(question);

    [GeneratedRegex(
        @"^\W*(?:and|or|so|but|then|also|what about|how about|what if|und|oder|et)\b|\b(?:it|its|that|this|these|those|they|them|their|he|she|one|ones|there|above|below|instead|former|latter|same)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PointsBack();

    // Codes, models, versions, and what is written as a name within a sentence.
    [GeneratedRegex(@"\b(?=\w*\d)[\w][\w.-]*\w\b|(?<=[a-z,] )\p{Lu}[\w-]+")]
    private static partial Regex Names();
}

/// <summary>A question of a conversation and what was answered.</summary>
/// <param name="Sources">The documents that the answer stands on: what follows from it stands on them, too.</param>
public sealed record Exchange(string Question, string Answer, IReadOnlyList<Guid>? Sources = null);
