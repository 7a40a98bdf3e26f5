namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>What an analyzer must know of a language. Words come folded: lower case, without accents and apostrophes.</summary>
public interface ILanguage
{
    /// <summary>Words that say so little that they are not indexed, and by which the language is recognized. Folded or not.</summary>
    IReadOnlyCollection<string> StopWords { get; }

    /// <summary>Cuts or rewrites the word in place to its stem.</summary>
    /// <param name="word">Lower-case ASCII letters, at most <see cref="TextAnalyzer.MaxTermLength"/>.</param>
    /// <returns>The stem's length.</returns>
    int Stem(Span<char> word);
}
