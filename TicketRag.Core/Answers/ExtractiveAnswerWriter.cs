using System.Runtime.CompilerServices;
using TicketRag.Core.Documents;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>
/// Answers without a model: the sentences, list items and table rows that share the rarest words with the question, verbatim. It selects; it does not
/// reason or reword.
/// </summary>
public sealed class ExtractiveAnswerWriter(ITextAnalyzer analyzer) : IAnswerWriter
{
    private const int Sources = 4;
    private const int Statements = 3;
    private const int MinQuoteLength = 12;

    // Later passages are less likely to answer; a solved ticket's resolution is what helped.
    private const double PerRank = 0.85;
    private const double OfResolution = 1.3;

    public string Name => "extractive";

    public async IAsyncEnumerable<DraftStep> AnswerAsync(
        string question, IReadOnlyList<Exchange> history, IReadOnlyList<RetrievedChunk> sources, ModelUsage usage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        List<Passage> passages = [.. sources.Take(Sources).SelectMany(Passages)];
        var holding = passages.SelectMany(passage => passage.Terms).CountBy(term => term).ToDictionary();
        var asked = analyzer.QuestionTerms(question);
        var best = passages
            .Select(passage => (passage, Score: Score(passage, asked, holding, passages.Count)))
            .Where(scored => scored.Score > 0)
            .OrderByDescending(scored => scored.Score)
            .DistinctBy(scored => scored.passage.Quote, StringComparer.OrdinalIgnoreCase)
            .Take(Statements);
        foreach (var (passage, _) in best)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new(passage.Quote, [new(passage.Source.ChunkId, passage.Quote)]);
        }
    }

    private IEnumerable<Passage> Passages(RetrievedChunk source, int rank)
    {
        var inItsLanguage = analyzer.For(source.Text);
        return Sentences.Of(source.Text, withRows: true)
            .Where(sentence => sentence.Quote.Length >= MinQuoteLength)
            .Select(sentence => new Passage(source, rank, sentence.Quote, [.. inItsLanguage.Terms(sentence.Quote).Distinct(StringComparer.Ordinal)]));
    }

    private static double Score(Passage passage, HashSet<string> asked, Dictionary<string, int> holding, int all)
    {
        var shared = passage.Terms.Where(asked.Contains).Sum(term => Bm25.Idf(all, holding[term]));
        return shared / Math.Sqrt(passage.Terms.Length + 4) * Math.Pow(PerRank, passage.Rank) * (passage.Source.HeadingPath == TicketSections.Resolution ? OfResolution : 1);
    }

    private sealed record Passage(RetrievedChunk Source, int Rank, string Quote, string[] Terms);
}
