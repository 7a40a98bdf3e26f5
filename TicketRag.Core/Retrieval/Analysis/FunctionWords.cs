using System.Collections.Frozen;
using System.Numerics;
using System.Numerics.Tensors;

namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>
/// The stop words of several languages, each with the languages that have it. By them a text's language is recognized: a word counts as much as it is no other
/// language's. Too few of them, or two languages with about as many, say nothing.
/// </summary>
internal sealed class FunctionWords
{
    private const int SampledWords = 60;
    private const float LeastInPassage = 2;
    private const float LeastInQuestion = 1.5f;
    private const int MaxLanguages = 32;
    private const float Ahead = 1.25f;

    private readonly FrozenDictionary<string, uint>.AlternateLookup<ReadOnlySpan<char>> _languagesOf;

    /// <param name="languages">At most 32.</param>
    public FunctionWords(IReadOnlyList<ILanguage> languages)
    {
        var words = new Dictionary<string, uint>(StringComparer.Ordinal);
        foreach (var (language, number) in languages.Select((language, number) => (language, number)))
        {
            foreach (var word in language.StopWords.Select(Folded))
            {
                words[word] = words.GetValueOrDefault(word) | (1u << number);
            }
        }

        Languages = languages;
        _languagesOf = words.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IReadOnlyList<ILanguage> Languages { get; }

    /// <summary>A bit for each language whose stop word it is.</summary>
    public uint LanguagesOf(ReadOnlySpan<char> word) => _languagesOf.TryGetValue(word, out var languages) ? languages : 0;

    /// <returns>Its number; the first language's where the text does not say.</returns>
    public int LanguageOfPassage(ReadOnlySpan<char> text)
    {
        Span<float> scores = stackalloc float[MaxLanguages];
        var best = Best(text, scores);
        return scores[best] >= LeastInPassage && scores[best] >= Ahead * scores[0] ? best : 0;
    }

    /// <returns>The likeliest language's number, and whether the question really says so.</returns>
    public (int Language, bool IsClear) LanguageOfQuestion(ReadOnlySpan<char> text)
    {
        Span<float> scores = stackalloc float[MaxLanguages];
        var best = Best(text, scores);
        var most = scores[best];
        scores[best] = 0;
        var second = TensorPrimitives.Max<float>(scores);
        return (best, Languages.Count == 1 || (most >= LeastInQuestion && most >= Ahead * second));
    }

    private int Best(ReadOnlySpan<char> text, Span<float> scores)
    {
        scores.Clear();
        if (Languages.Count > 1)
        {
            Count(text, scores);
        }

        return TensorPrimitives.IndexOfMax<float>(scores);
    }

    private void Count(ReadOnlySpan<char> text, Span<float> scores)
    {
        var words = new WordReader(text, stackalloc char[WordReader.MaxLetters], stackalloc int[WordReader.MaxParts]);
        for (var read = 0; read < SampledWords && words.Next(); read++)
        {
            var languages = words.Parts == 1 ? LanguagesOf(words.Whole) : 0;
            for (var rest = languages; rest != 0; rest &= rest - 1)
            {
                scores[BitOperations.TrailingZeroCount(rest)] += 1f / BitOperations.PopCount(languages);
            }
        }
    }

    private static string Folded(string word)
    {
        var words = new WordReader(word, stackalloc char[WordReader.MaxLetters], stackalloc int[WordReader.MaxParts]);
        return words.Next() ? words.Whole.ToString() : word;
    }
}
