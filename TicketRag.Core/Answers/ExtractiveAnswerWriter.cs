using System.Runtime.CompilerServices;
using TicketRag.Core.Documents;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>
/// Answers without a model: the sentences, list items and table rows that share the rarest words with the question, verbatim. It selects; it does not
/// reason or reword. Of a solved ticket it is the resolution that answers, and not the one who had the same problem and said so in the same words.
/// </summary>
public sealed class ExtractiveAnswerWriter(ITextAnalyzer analyzer) : IAnswerWriter
{
    private const int Sources = 4;
    private const int Statements = 3;
    private const int MinQuoteLength = 12;

    // Later passages are less likely to answer.
    private const double PerRank = 0.85;

    private const double OfResolution = 1.3;
    private const double OfComment = 0.6;
    private const double OfDescription = 0.3;

    // What a resolution shares with the question stands in the ticket's other parts: it is credited with a part of what they share.
    private const double OfItsTicket = 0.3;

    // A row is about what its columns are called.
    private const double OfHeader = 0.5;

    public string Name => "extractive";

    public async IAsyncEnumerable<DraftStep> AnswerAsync(
        string question, IReadOnlyList<Exchange> history, IReadOnlyList<RetrievedChunk> sources, ModelUsage usage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var passage in Best([.. sources.Take(Sources)], analyzer.QuestionTerms(question)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new(passage.Quote, [new(passage.Source.ChunkId, passage.Quote)]);
        }
    }

    private IEnumerable<Passage> Best(IReadOnlyList<RetrievedChunk> sources, HashSet<string> asked)
    {
        List<Passage> passages = [.. sources.SelectMany(Passages)];
        var holding = passages.SelectMany(passage => passage.Terms).CountBy(term => term).ToDictionary();
        var shares = sources.GroupBy(source => source.DocumentId).ToDictionary(same => same.Key, same => same.Max(source => source.Coverage.Share));
        var whole = asked.Sum(Weight);
        return passages
            .Select(passage => (passage, Score: Score(passage)))
            .Where(scored => scored.Score > 0)
            .OrderByDescending(scored => scored.Score)
            .DistinctBy(scored => scored.passage.Quote, StringComparer.OrdinalIgnoreCase)
            .Take(Statements)
            .Select(scored => scored.passage);

        double Weight(string term) => holding.TryGetValue(term, out var count) ? Bm25.Idf(passages.Count, count) : 0;

        double Score(Passage passage)
        {
            var shared = passage.Terms.Where(asked.Contains).Sum(Weight)
                + (OfHeader * passage.HeaderTerms.Where(asked.Contains).Except(passage.Terms).Sum(Weight))
                + (passage.Source.HeadingPath == TicketSections.Resolution ? OfItsTicket * whole * shares[passage.Source.DocumentId] : 0);
            return shared / Math.Sqrt(passage.Terms.Length + 4) * Math.Pow(PerRank, passage.Rank) * OfSection(passage.Source);
        }
    }

    private static double OfSection(RetrievedChunk source) => source.SourceKind != SourceKind.Ticket ? 1 : source.HeadingPath switch
    {
        TicketSections.Resolution => OfResolution,
        TicketSections.Comment or TicketSections.InternalNote => OfComment,
        TicketSections.Description => OfDescription,
        _ => 1,
    };

    private IEnumerable<Passage> Passages(RetrievedChunk source, int rank)
    {
        var inItsLanguage = analyzer.For(source.Text);
        return Sentences.Of(source.Text, withRows: true)
            .Where(sentence => sentence.Quote.Length >= MinQuoteLength)
            .Select(sentence => new Passage(source, rank, sentence.Quote, Distinct(sentence.Quote), sentence.Header is { } header ? Distinct(header) : []));

        string[] Distinct(string text) => [.. inItsLanguage.Terms(text).Distinct(StringComparer.Ordinal)];
    }

    private sealed record Passage(RetrievedChunk Source, int Rank, string Quote, string[] Terms, string[] HeaderTerms);
}
