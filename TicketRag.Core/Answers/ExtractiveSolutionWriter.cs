using TicketRag.Core.Documents;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>
/// Composes steps without a model: what solved the most similar tickets, then the passages of the knowledge base that share most with the
/// problem. Every step is a verbatim sentence of its source. It selects; it does not reason or reword.
/// </summary>
public sealed class ExtractiveSolutionWriter(ITextAnalyzer analyzer) : ISolutionWriter
{
    private const int MaxSteps = 6;
    private const int StepsPerTicket = 4;
    private const int StepsPerArticle = 3;
    private const int MinQuoteLength = 15;

    public string Name => "extractive";

    public Task<IReadOnlyList<DraftStep>> DraftAsync(Problem problem, IReadOnlyList<RetrievedChunk> sources, ModelUsage usage, CancellationToken cancellationToken)
    {
        var terms = analyzer.QuestionTerms(problem.Query);
        var steps = new List<DraftStep>();
        foreach (var document in sources.GroupBy(source => source.DocumentId))
        {
            var isTicket = document.First().SourceKind == SourceKind.Ticket;
            steps.AddRange(isTicket ? Resolution(document) : Passages(document, terms));
        }

        return Task.FromResult<IReadOnlyList<DraftStep>>([.. steps.DistinctBy(step => step.Text, StringComparer.OrdinalIgnoreCase).Take(MaxSteps)]);
    }

    // What an agent wrote as the resolution is the answer, in its own order.
    private static IEnumerable<DraftStep> Resolution(IEnumerable<RetrievedChunk> chunks) =>
        chunks.Where(chunk => chunk.HeadingPath == TicketSections.Resolution)
            .OrderBy(chunk => chunk.Ordinal)
            .SelectMany(chunk => Sentences.Of(chunk.Text).Select(sentence => (chunk, sentence.Quote)))
            .Where(candidate => candidate.Quote.Length >= MinQuoteLength)
            .Take(StepsPerTicket)
            .Select(candidate => Step(candidate.chunk, candidate.Quote));

    private IEnumerable<DraftStep> Passages(IEnumerable<RetrievedChunk> chunks, HashSet<string> terms) =>
        chunks
            .SelectMany(chunk => Sentences.Of(chunk.Text).Select(sentence => (Chunk: chunk, sentence.Quote, Score: Score(sentence, terms, analyzer.For(chunk.Text)))))
            .Where(candidate => candidate.Score > 0 && candidate.Quote.Length >= MinQuoteLength)
            .OrderByDescending(candidate => candidate.Score)
            .Take(StepsPerArticle)
            .OrderBy(candidate => candidate.Chunk.Ordinal).ThenBy(candidate => candidate.Chunk.Text.IndexOf(candidate.Quote, StringComparison.Ordinal))
            .Select(candidate => Step(candidate.Chunk, candidate.Quote));

    // Shared terms, with less for long sentences; an instruction in a list is worth more than prose.
    private static double Score(Sentence sentence, HashSet<string> terms, ITextAnalyzer inItsLanguage)
    {
        var own = inItsLanguage.Terms(sentence.Quote).Distinct().ToList();
        var shared = own.Count(terms.Contains);
        return own.Count == 0 ? 0 : shared / Math.Sqrt(own.Count + 3) * (sentence.IsListItem ? 1.5 : 1);
    }

    private static DraftStep Step(RetrievedChunk chunk, string quote) => new(quote, [new(chunk.ChunkId, quote)]);
}
