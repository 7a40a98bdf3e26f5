namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>What an analyzer must know of a language. Words come folded: lower case, without accents and apostrophes.</summary>
public interface ILanguage
{
    /// <summary>Says so little that it is not indexed.</summary>
    bool IsStopWord(ReadOnlySpan<char> word);

    /// <summary>Cuts or rewrites the word in place to its stem.</summary>
    /// <returns>The stem's length.</returns>
    int Stem(Span<char> word);
}
