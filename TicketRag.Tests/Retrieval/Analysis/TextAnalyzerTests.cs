using FsCheck;
using FsCheck.Fluent;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Retrieval.Analysis;

public class TextAnalyzerTests
{
    private readonly TextAnalyzer _analyzer = new();

    [Theory]
    [InlineData("The printers are jamming", "printer jam")]
    [InlineData("It's the user's don't", "user")]
    [InlineData("E-1042", "1042 e1042")]
    [InlineData("e1042", "1042 e1042")]
    [InlineData("error E_1042!", "error 1042 e1042")]
    [InlineData("4.2.1", "4.2.1 4.2")]
    [InlineData("v4.2.1,", "4.2.1 4.2 v4.2.1")]
    [InlineData("Version 4.2.", "version 4.2")]
    [InlineData("nginx-1.18.0", "nginx 1.18.0 1.18 nginx1.18.0")]
    [InlineData("config.yaml", "config yaml configyaml")]
    [InlineData("max_connections", "max connect maxconnect")]
    [InlineData("maxConnections", "max connect maxconnect")]
    [InlineData("HTTPServer", "http server httpserver")]
    [InlineData("getUserName", "get user name getusernam")]
    [InlineData("GitHub github", "git hub github github")]
    [InlineData("e-mail email", "mail email email")]
    [InlineData("sha256 SHA-256", "sha 256 sha256 sha 256 sha256")]
    [InlineData("2024-01-15", "2024 01 15 20240115")]
    [InlineData("https://help.example.com/reset", "http help exampl com helpexamplecom reset")]
    [InlineData("C# and C++, not C", "c# c++ c")]
    [InlineData("end.", "end")]
    [InlineData("... -- _ '' ", "")]
    public void Words_and_identifiers_become_terms(string text, string terms) => Assert.Equal(terms, string.Join(' ', _analyzer.Terms(text)));

    [Theory]
    [InlineData("Café", "CAFE\u0301")]
    [InlineData("ﬁle", "file")]
    [InlineData("Ｅ－１０４２", "E 1042")]
    [InlineData("Größe", "GROSSE")]
    [InlineData("ŁÓDŹ", "lodz")]
    [InlineData("Ξένος", "ξενοσ")]
    [InlineData("Ёлка", "елка")]
    [InlineData("in\u00ADstall", "install")]
    [InlineData("zero\u200Bwidth", "zerowidth")]
    [InlineData("non‑breaking", "non-breaking")]
    [InlineData("it’s up", "it's up")]
    [InlineData("𝐩𝐫𝐢𝐧𝐭𝐞𝐫", "printer")]
    [InlineData("x²", "x2")]
    public void Different_spellings_of_a_word_are_one(string text, string same) => Assert.Equal(_analyzer.Terms(same), _analyzer.Terms(text));

    [Fact]
    public void Scripts_without_spaces_become_pairs() => Assert.Equal(["東京", "京都"], _analyzer.Terms("東京都"));

    [Fact]
    public void Vowel_signs_stay_with_their_letters() => Assert.Equal(["हिन्दी"], _analyzer.Terms("हिन्दी"));

    [Fact]
    public void Long_runs_are_cut_and_lists_of_words_are_not()
    {
        Assert.Equal([new string('q', TextAnalyzer.MaxTermLength)], _analyzer.Terms(new string('q', 5000)));
        var slug = string.Join('-', Enumerable.Range(0, 100).Select(i => "wort" + "bcdfgk"[i % 6]));
        Assert.Equal(100, _analyzer.Terms(slug).Count(term => term.StartsWith("wort", StringComparison.Ordinal) && term.Length == 5));
    }

    [Fact]
    public void Another_language_brings_its_own_words() =>
        Assert.Equal(["th", "drucke"], new TextAnalyzer(new CutsLastLetter()).Terms("the und Drucker"));

    [Theory]
    [InlineData("Die Drucker in den Büros werden neu gestartet, wenn sie nicht drucken.", "Der Drucker im Büro wird neu gestartet")]
    [InlineData("Les imprimantes des bureaux sont redémarrées avec le bouton.", "Pour l'imprimante du bureau et les boutons")]
    [InlineData("Las impresoras de las oficinas se reinician con los botones.", "Se reinicia la impresora de la oficina con un botón")]
    [InlineData("Le stampanti degli uffici sono riavviate con i pulsanti.", "La stampante dell'ufficio che si riavvia con il pulsante")]
    [InlineData("As impressoras dos escritórios são reiniciadas com os botões.", "A impressora do escritório foi reiniciada com um botão")]
    public void Inflected_words_of_a_language_are_one_and_its_function_words_none(string text, string same)
    {
        var terms = _analyzer.Terms(text).ToHashSet();
        var shared = _analyzer.Terms(same).Where(terms.Contains).Distinct().ToList();
        Assert.True(shared.Count >= 3, $"{string.Join(' ', terms)} and {string.Join(' ', _analyzer.Terms(same))} share {string.Join(' ', shared)}");
        Assert.True(terms.Count <= 6, string.Join(' ', terms));
    }

    [Theory]
    [InlineData("Drucker")]
    [InlineData("Büros")]
    [InlineData("Warum startet der Drucker im Büro nicht neu?")]
    public void Question_finds_words_of_passages_in_other_languages_than_its_own(string question)
    {
        var terms = _analyzer.Terms("Die Drucker in den Büros werden neu gestartet, wenn sie nicht drucken.").ToHashSet();
        Assert.Contains(((ITextAnalyzer)_analyzer).QuestionTerms(question), terms.Contains);
    }

    [Theory]
    [InlineData("How do I reset the router and its password?")]
    [InlineData("printer paper jam")]
    public void English_words_of_a_question_are_among_its_terms(string question) =>
        Assert.Superset(TextAnalyzer.InEnglish.Terms(question).ToHashSet(), ((ITextAnalyzer)_analyzer).QuestionTerms(question));

    [Fact]
    public void Clear_english_question_has_english_forms_alone()
    {
        const string question = "What are the printers in the offices for, and who has them?";
        Assert.Equal(TextAnalyzer.InEnglish.Terms(question).ToHashSet(), ((ITextAnalyzer)_analyzer).QuestionTerms(question));
    }

    [Fact]
    public void Parts_of_a_text_are_read_in_its_language()
    {
        var inGerman = _analyzer.For("Die Drucker in den Büros werden neu gestartet, wenn sie nicht drucken.");
        Assert.Equal(inGerman.Terms("Drucker"), inGerman.Terms("Druckern"));
        Assert.NotEqual(_analyzer.Terms("Drucker"), _analyzer.Terms("Druckern"));
    }

    [Theory]
    [InlineData("die casting of the new machine and its die error code")]
    [InlineData("var x = new Widget(); return x.la + x.de;")]
    [InlineData("The Dell laptop has a das keyboard, and the user says that die Taste is stuck")]
    public void English_with_some_foreign_words_stays_english(string text) => Assert.Equal(TextAnalyzer.InEnglish.Terms(text), _analyzer.Terms(text));

    [Theory]
    [InlineData("l'imprimante", "imprimante")]
    [InlineData("L’Hôtel", "hotel")]
    [InlineData("qu'elle", "elle")]
    [InlineData("dell'ufficio", "ufficio")]
    [InlineData("o'clock", "oclock")]
    [InlineData("all's", "alls")]
    [InlineData("d'", "d")]
    public void Articles_without_their_vowel_are_no_part_of_the_word(string text, string same) => Assert.Equal(_analyzer.Terms(same), _analyzer.Terms(text));

    [Fact]
    public void Any_text_becomes_terms_of_limited_length()
    {
        var texts = ArbMap.Default.ArbFor<string>().Filter(text => text is not null);
        Check.One(Exploration.Property(runs: 2_000), Prop.ForAll(texts, text =>
            _analyzer.Terms(text).All(term => term.Length is > 0 and <= TextAnalyzer.MaxTermLength)));
        foreach (var odd in (string[])["\uD800", "a\uDC00b", "\uFDFA\uFDFA-\uFDFA", new('\uFDFA', 300), string.Concat(Enumerable.Repeat("aB", 300))])
        {
            Assert.All(_analyzer.Terms(odd), term => Assert.InRange(term.Length, 1, TextAnalyzer.MaxTermLength));
        }
    }

    [Fact]
    public void Case_of_a_plain_word_does_not_matter()
    {
        var words = Gen.Elements("abcdefghijklmnopqrstuvwxyz".ToCharArray()).ArrayOf(7).Select(letters => new string(letters)).ToArbitrary();
        Check.One(Exploration.Property(), Prop.ForAll(words, word => _analyzer.Terms(word).SequenceEqual(_analyzer.Terms(word.ToUpperInvariant()))));
    }

    [Fact]
    public void Sink_gets_what_the_list_holds()
    {
        const string Text = "Scanner shows E-1042 since firmware 4.2.1 on the HTTPServer";
        var sink = new Collected([]);
        _analyzer.Read(Text, ref sink);
        Assert.Equal(_analyzer.Terms(Text), sink.Terms);
        sink.Terms.Clear();
        ((ITextAnalyzer)new ListOnly()).Read(Text, ref sink);
        Assert.Equal(new ListOnly().Terms(Text), sink.Terms);
    }

    private readonly struct Collected(List<string> terms) : ITermSink
    {
        public List<string> Terms => terms;

        public void Add(ReadOnlySpan<char> term) => terms.Add(term.ToString());
    }

    private sealed class ListOnly : ITextAnalyzer
    {
        public IEnumerable<string> Terms(string text) => text.Split(' ');
    }

    private sealed class CutsLastLetter : ILanguage
    {
        public IReadOnlyCollection<string> StopWords => ["und"];

        public int Stem(Span<char> word) => word.Length - 1;
    }
}
