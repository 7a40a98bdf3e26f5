using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>
/// Orders what the channels found by what the passages say: BM25, question words that stand near each other (Metzler and Croft, "A Markov random
/// field model for term dependencies", SIGIR 2005), and pieces of words, for typos and compounds. Statistics of pairs and pieces are those of the
/// candidates, so it works alike above every store.
/// </summary>
/// <param name="cacheBytes">How much memory may keep analysed passages for the next question; 0: none.</param>
public sealed class Reranker(ITextAnalyzer analyzer, Bm25 bm25, RerankWeights weights, long cacheBytes = 0)
{
    private readonly PassageCache _cache = new(cacheBytes);

    /// <param name="hasBm25">Whether the lexical scores are BM25's own; else that is computed from the candidates alone.</param>
    /// <param name="fusion">How much the order by meaning counts beside the order that is made here.</param>
    /// <param name="corrections">See <see cref="ChunkQuery.Corrections"/>.</param>
    /// <returns>Best first, without what says the same as one before it.</returns>
    public IReadOnlyList<RankedPassage> Rank(string question, IReadOnlyList<RerankCandidate> candidates, bool hasBm25, FusionWeights fusion, IReadOnlyDictionary<string, string>? corrections = null)
    {
        if (candidates.Count == 0)
        {
            return [];
        }

        var asked = QuestionWords.Of(CorrectingAnalyzer.Of(analyzer, corrections ?? ChunkQuery.NoCorrections), question);
        var passages = Read(asked, candidates);
        var terms = Holding(passages, passage => passage.Terms, asked.TermCounts.Count);
        float[] words = hasBm25 ? [.. candidates.Select(candidate => (float)(candidate.Hit.Lexical?.Score ?? 0))] : LocalBm25(asked, passages, terms);
        Add(words, new WordProximity(bm25).Score(passages, asked.TermCounts.Count), weights.Proximity);
        AddPieces(words, asked, passages);
        for (var i = 0; i < words.Length; i++)
        {
            words[i] *= candidates[i].Recency;
        }

        var ranked = Fuse(candidates, passages, words, fusion, new CoverageOfQuestion(asked, terms, passages.Length));
        return [.. new Repeats(asked).LeaveOut(ranked)];
    }

    private PassageWords[] Read(QuestionWords asked, IReadOnlyList<RerankCandidate> candidates)
    {
        var reader = new PassageReader(analyzer);
        var passages = new PassageWords[candidates.Count];
        for (var i = 0; i < passages.Length; i++)
        {
            passages[i] = PassageWords.Of(asked, Terms(candidates[i], reader), weights.Subword > 0);
        }

        return passages;
    }

    private PassageTerms Terms(RerankCandidate candidate, PassageReader reader)
    {
        if (candidate.Sha256 is not { } sha256)
        {
            return reader.Read(candidate.Text);
        }

        if ((candidate.Hit.Passage.Of(sha256) ?? _cache.Find(candidate.Hit.ChunkId, sha256)) is { } known)
        {
            return known;
        }

        var terms = reader.Read(candidate.Text);
        _cache.Keep(candidate.Hit.ChunkId, sha256, terms);
        return terms;
    }

    private static IEnumerable<RankedPassage> Fuse(
        IReadOnlyList<RerankCandidate> candidates, PassageWords[] passages, float[] words, FusionWeights fusion, CoverageOfQuestion coverage)
    {
        var ranks = Enumerable.Range(0, words.Length).Where(i => words[i] > 0).OrderByDescending(i => words[i]).ThenBy(i => candidates[i].Hit.ChunkId)
            .Select((i, at) => (i, Rank: at + 1)).ToDictionary(pair => pair.i, pair => pair.Rank);
        return Enumerable.Range(0, words.Length)
            .Select(i =>
            {
                var hit = candidates[i].Hit;
                var own = ranks.TryGetValue(i, out var rank) ? new ChannelHit(rank, words[i]) : null;
                var score = (own is null ? 0 : ReciprocalRankFusion.Contribution(rank, fusion.Lexical))
                    + (hit.Dense is null ? 0 : candidates[i].Recency * ReciprocalRankFusion.Contribution(hit.Dense.Rank, fusion.Dense));
                return new RankedPassage(i, hit with { FusedScore = score, Words = own }, coverage.By(passages[i]), passages[i].Passage);
            })
            .Where(passage => passage.Hit.FusedScore > 0)
            .OrderByDescending(passage => passage.Hit.FusedScore).ThenBy(passage => passage.Hit.ChunkId);
    }

    private float[] LocalBm25(QuestionWords asked, PassageWords[] passages, int[] holding) => Bm25Of(
        asked.TermCounts, passages, holding, passage => passage.Terms, passage => passage.Passage.WeightedLength);

    private void AddPieces(float[] words, QuestionWords asked, PassageWords[] passages)
    {
        if (weights.Subword <= 0)
        {
            return;
        }

        var holding = Holding(passages, passage => passage.Pieces, asked.PieceCounts.Count);
        var pieces = Bm25Of(asked.PieceCounts, passages, holding, passage => passage.Pieces, passage => passage.Passage.PieceLength);
        var scale = pieces.Max() is > 0 and var most ? (words.Max() is > 0 and var best ? best : 1) / most : 0;
        Add(words, pieces, weights.Subword * scale);
    }

    private float[] Bm25Of(IReadOnlyList<int> asked, PassageWords[] passages, int[] holding, Func<PassageWords, float[]> features, Func<PassageWords, int> length)
    {
        var average = Math.Max(1, (float)passages.Average(length));
        var scores = new float[passages.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            var own = features(passages[i]);
            var relativeLength = length(passages[i]) / average;
            for (var feature = 0; feature < own.Length; feature++)
            {
                scores[i] += own[feature] > 0 ? asked[feature] * Bm25.Idf(passages.Length, holding[feature]) * bm25.Saturate(own[feature], relativeLength) : 0;
            }
        }

        return scores;
    }

    private static int[] Holding(PassageWords[] passages, Func<PassageWords, float[]> features, int count)
    {
        var holding = new int[count];
        foreach (var passage in passages)
        {
            var own = features(passage);
            for (var feature = 0; feature < count; feature++)
            {
                holding[feature] += own[feature] > 0 ? 1 : 0;
            }
        }

        return holding;
    }

    private static void Add(float[] scores, float[] more, float weight)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] += weight * more[i];
        }
    }
}

/// <summary>What is to be ordered.</summary>
/// <param name="Sha256">Of the text, under which its analysis may be kept; null: not kept.</param>
/// <param name="Recency">What its words and its meaning weigh, for its age.</param>
public readonly record struct RerankCandidate(ChunkHit Hit, string Text, string? Sha256 = null, float Recency = 1);

/// <summary>A candidate in its new place.</summary>
public sealed record RankedPassage
{
    internal RankedPassage(int candidate, ChunkHit hit, QuestionCoverage answers, PassageTerms terms) =>
        (Candidate, Hit, Answers, Terms) = (candidate, hit, answers, terms);

    /// <summary>Its index among those that were given.</summary>
    public int Candidate { get; }

    public ChunkHit Hit { get; }

    public QuestionCoverage Answers { get; }

    internal PassageTerms Terms { get; }
}
