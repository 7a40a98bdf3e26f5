namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>
/// The product's analyzer. Words are folded, stop words dropped, the rest stemmed. What is written as one but read as several
/// (<c>E-1042</c>, <c>config.yaml</c>, <c>getUserName</c>) is indexed whole, without its joiners, and by its parts of two or more characters;
/// of a version with three or more numbers the first two are a term too. Kana, Han and Hangul become pairs of characters.
/// Terms are at most 64 characters long.
/// </summary>
/// <remarks>Stored indexes hold its terms: what changes them must be followed by a rebuild.</remarks>
public sealed class TextAnalyzer(ILanguage? language = null) : ITextAnalyzer
{
    public const int MaxTermLength = 64;

    private readonly ILanguage _language = language ?? English.Instance;

    public IEnumerable<string> Terms(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var list = new TermList([]);
        Read(text, ref list);
        return list.Terms;
    }

    public void Read<TSink>(ReadOnlySpan<char> text, ref TSink sink)
        where TSink : struct, ITermSink
    {
        var words = new WordReader(text, stackalloc char[WordReader.MaxLetters], stackalloc int[WordReader.MaxParts]);
        Span<char> term = stackalloc char[MaxTermLength];
        while (words.Next())
        {
            var hasIdeographs = false;
            for (var i = 0; i < words.Parts; i++)
            {
                var part = words.Part(i);
                if (WordReader.IsIdeograph(part[0]))
                {
                    hasIdeographs = true;
                    AddPairs(part, ref sink);
                }
                else if (words.Parts == 1 || part.Length > 1)
                {
                    AddWord(part, term, mayStop: true, ref sink);
                    AddMajorVersion(part, ref sink);
                }
            }

            if (words.Parts > 1 && !hasIdeographs)
            {
                AddWord(words.Whole, term, mayStop: false, ref sink);
            }
        }
    }

    private void AddWord<TSink>(ReadOnlySpan<char> word, Span<char> term, bool mayStop, ref TSink sink)
        where TSink : struct, ITermSink
    {
        if (mayStop && _language.IsStopWord(word))
        {
            return;
        }

        var length = Math.Min(word.Length, term.Length);
        word[..length].CopyTo(term);
        sink.Add(term[..(IsPlain(word) ? _language.Stem(term[..length]) : length)]);
    }

    private static void AddMajorVersion<TSink>(ReadOnlySpan<char> part, ref TSink sink)
        where TSink : struct, ITermSink
    {
        var minor = part.IndexOf('.') + 1;
        var end = minor > 0 ? part[minor..].IndexOf('.') : -1;
        if (end > 0 && minor + end <= MaxTermLength)
        {
            sink.Add(part[..(minor + end)]);
        }
    }

    private static void AddPairs<TSink>(ReadOnlySpan<char> part, ref TSink sink)
        where TSink : struct, ITermSink
    {
        if (part.Length == 1)
        {
            sink.Add(part);
        }

        for (var i = 0; i + 1 < part.Length; i++)
        {
            sink.Add(part.Slice(i, 2));
        }
    }

    /// <summary>Only words of letters have a stem.</summary>
    private static bool IsPlain(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (!char.IsAsciiLetterLower(c))
            {
                return false;
            }
        }

        return true;
    }

    private readonly struct TermList(List<string> terms) : ITermSink
    {
        public List<string> Terms => terms;

        public void Add(ReadOnlySpan<char> term) => terms.Add(term.ToString());
    }
}
