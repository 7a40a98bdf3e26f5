using Lucene.Net.Analysis.De;
using Lucene.Net.Analysis.Es;
using Lucene.Net.Analysis.Fr;
using Lucene.Net.Analysis.It;
using Lucene.Net.Analysis.Pt;
using Lucene.Net.Analysis.Util;

namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>
/// A language with Lucene's stop words and the light stemmers of J. Savoy ("Light stemming approaches for the French, Portuguese, German and Hungarian
/// languages", SAC 2006), which take inflections off and leave derivations. They begin by taking accents off, so that folded words do.
/// </summary>
internal sealed class LightlyStemmedLanguage(CharArraySet stopWords, Func<char[], int, int> stem) : ILanguage
{
    [ThreadStatic]
    private static char[]? _room;

    public static IReadOnlyList<ILanguage> All { get; } =
    [
        new LightlyStemmedLanguage(GermanAnalyzer.DefaultStopSet, new GermanLightStemmer().Stem),
        new LightlyStemmedLanguage(FrenchAnalyzer.DefaultStopSet, new FrenchLightStemmer().Stem),
        new LightlyStemmedLanguage(SpanishAnalyzer.DefaultStopSet, new SpanishLightStemmer().Stem),
        new LightlyStemmedLanguage(ItalianAnalyzer.DefaultStopSet, new ItalianLightStemmer().Stem),
        new LightlyStemmedLanguage(PortugueseAnalyzer.DefaultStopSet, new PortugueseLightStemmer().Stem),
    ];

    public IReadOnlyCollection<string> StopWords { get; } = [.. stopWords];

    public int Stem(Span<char> word)
    {
        var room = _room ??= new char[2 * TextAnalyzer.MaxTermLength];
        word.CopyTo(room);
        var length = Math.Clamp(stem(room, word.Length), 1, word.Length);
        room.AsSpan(0, length).CopyTo(word);
        return length;
    }
}
