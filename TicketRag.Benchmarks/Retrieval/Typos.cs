using System.Text.RegularExpressions;

namespace TicketRag.Benchmarks.Retrieval;

/// <summary>Misspells questions, the same way in every run.</summary>
internal static partial class Typos
{
    private const int Seed = 20_261_126;
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>One word of five letters or more in each, where there is one: a letter left out, doubled by another, replaced, or exchanged with the next.</summary>
    public static IReadOnlyList<EvaluationQuestion> In(IReadOnlyList<EvaluationQuestion> questions)
    {
        var random = new Random(Seed);
        return [.. questions.Select(question => question with { Text = Misspelt(question.Text, random) })];
    }

    private static string Misspelt(string text, Random random)
    {
        var words = LongWords().Matches(text);
        if (words.Count == 0)
        {
            return text;
        }

        var word = words[random.Next(words.Count)];
        var at = word.Index + 1 + random.Next(word.Length - 2);
        var other = Letters[random.Next(Letters.Length)];
        return random.Next(4) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, other.ToString()),
            2 => text.Remove(at, 1).Insert(at, other.ToString()),
            _ => text[..at] + text[at + 1] + text[at] + text[(at + 2)..],
        };
    }

    [GeneratedRegex("[A-Za-z]{5,}")]
    private static partial Regex LongWords();
}
