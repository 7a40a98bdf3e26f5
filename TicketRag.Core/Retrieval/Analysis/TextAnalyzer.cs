namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>
/// The product's analyzer. Words are folded, stop words dropped, the rest stemmed, in the language that a text's own stop words say. What is written as one but
/// read as several (<c>E-1042</c>, <c>config.yaml</c>, <c>getUserName</c>) is indexed whole, without its joiners, and by its parts of two or more characters;
/// of a version with three or more numbers the first two are a term too. Kana, Han and Hangul become pairs of characters.
/// Terms are at most 64 characters long.
/// </summary>
/// <remarks>Stored indexes hold its terms: what changes them must be followed by a rebuild.</remarks>
public sealed class TextAnalyzer : ITextAnalyzer
{
    public const int MaxTermLength = 64;

    // What they need is loaded with the first text, and not before the process is ready.
    private readonly Lazy<FunctionWords> _functionWords;
    private readonly int? _language;

    /// <summary>In all languages that are known; English where a text does not say its own.</summary>
    public TextAnalyzer() => _functionWords = new(() => new([English.Instance, .. LightlyStemmedLanguage.All]));

    /// <param name="languages">The first is that of texts that do not say theirs.</param>
    public TextAnalyzer(params IReadOnlyList<ILanguage> languages) => _functionWords = new(() => new(languages));

    private TextAnalyzer(TextAnalyzer all, int language) => (_functionWords, _language) = (all._functionWords, language);

    /// <summary>Takes every text for English.</summary>
    public static TextAnalyzer InEnglish { get; } = new(English.Instance);

    public IEnumerable<string> Terms(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var list = new TermList([]);
        Read(text, ref list);
        return list.Terms;
    }

    public ITextAnalyzer For(string text) => _language is null ? new TextAnalyzer(this, _functionWords.Value.LanguageOfPassage(text)) : this;

    public void Read<TSink>(ReadOnlySpan<char> text, ref TSink sink)
        where TSink : struct, ITermSink
    {
        var language = _language ?? _functionWords.Value.LanguageOfPassage(text);
        var stems = new Stems<TSink>(ref sink, _functionWords.Value.Languages[language]);
        Read(text, 1u << language, ref stems);
    }

    public void ReadQuestion<TSink>(ReadOnlySpan<char> question, ref TSink sink)
        where TSink : struct, IFormSink
    {
        var (language, isClear) = _language is { } one ? (one, true) : _functionWords.Value.LanguageOfQuestion(question);
        var languages = _functionWords.Value.Languages;
        var forms = new Forms<TSink>(ref sink, !isClear ? languages : language == 0 ? [languages[0]] : [languages[language], languages[0]]);
        Read(question, isClear ? 1u << language : 1u, ref forms);
    }

    /// <param name="stopIn">A bit for each language whose stop words are left out.</param>
    private void Read<TWords>(ReadOnlySpan<char> text, uint stopIn, ref TWords sink)
        where TWords : struct, IWords, allows ref struct
    {
        var functionWords = _functionWords.Value;
        var words = new WordReader(text, stackalloc char[WordReader.MaxLetters], stackalloc int[WordReader.MaxParts]);
        while (words.Next())
        {
            var hasIdeographs = false;
            for (var i = 0; i < words.Parts; i++)
            {
                var part = words.Part(i);
                if (CharacterKinds.IsIdeograph(part[0]))
                {
                    hasIdeographs = true;
                    AddPairs(part, ref sink);
                }
                else if ((words.Parts == 1 || part.Length > 1) && (functionWords.LanguagesOf(part) & stopIn) == 0)
                {
                    sink.AddWord(part);
                    AddMajorVersion(part, ref sink);
                }
            }

            if (words.Parts > 1 && !hasIdeographs)
            {
                sink.AddWord(words.Whole);
            }
        }
    }

    private static void AddMajorVersion<TWords>(scoped ReadOnlySpan<char> part, ref TWords sink)
        where TWords : struct, IWords, allows ref struct
    {
        var minor = part.IndexOf('.') + 1;
        var end = minor > 0 ? part[minor..].IndexOf('.') : -1;
        if (end > 0 && minor + end <= MaxTermLength)
        {
            sink.AddTerm(part[..(minor + end)]);
        }
    }

    private static void AddPairs<TWords>(scoped ReadOnlySpan<char> part, ref TWords sink)
        where TWords : struct, IWords, allows ref struct
    {
        if (part.Length == 1)
        {
            sink.AddTerm(part);
        }

        for (var i = 0; i + 1 < part.Length; i++)
        {
            sink.AddTerm(part.Slice(i, 2));
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

    private interface IWords
    {
        /// <summary>To be stemmed.</summary>
        void AddWord(scoped ReadOnlySpan<char> word);

        /// <summary>As it is.</summary>
        void AddTerm(scoped ReadOnlySpan<char> term);
    }

    private readonly ref struct Stems<TSink>(ref TSink sink, ILanguage language) : IWords
        where TSink : struct, ITermSink
    {
        private readonly ref TSink _sink = ref sink;

        public void AddWord(scoped ReadOnlySpan<char> word)
        {
            Span<char> term = stackalloc char[MaxTermLength];
            _sink.Add(Stem(word, language, term));
        }

        public void AddTerm(scoped ReadOnlySpan<char> term) => _sink.Add(term);
    }

    private readonly ref struct Forms<TSink>(ref TSink sink, IReadOnlyList<ILanguage> languages) : IWords
        where TSink : struct, IFormSink
    {
        private readonly ref TSink _sink = ref sink;

        public void AddWord(scoped ReadOnlySpan<char> word)
        {
            Span<char> first = stackalloc char[MaxTermLength];
            var term = Stem(word, languages[0], first);
            _sink.Add(term);
            Span<char> other = stackalloc char[MaxTermLength];
            for (var i = 1; i < languages.Count; i++)
            {
                if (Stem(word, languages[i], other) is var form && !form.SequenceEqual(term))
                {
                    _sink.AddForm(form);
                }
            }
        }

        public void AddTerm(scoped ReadOnlySpan<char> term) => _sink.Add(term);
    }

    private static ReadOnlySpan<char> Stem(scoped ReadOnlySpan<char> word, ILanguage language, Span<char> room)
    {
        var length = Math.Min(word.Length, room.Length);
        word[..length].CopyTo(room);
        return room[..(IsPlain(word) ? language.Stem(room[..length]) : length)];
    }

    private readonly struct TermList(List<string> terms) : ITermSink
    {
        public List<string> Terms => terms;

        public void Add(ReadOnlySpan<char> term) => terms.Add(term.ToString());
    }
}
