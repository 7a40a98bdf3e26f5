namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>
/// Orders what the channels found by what the passages say: BM25, question words that stand near each other (Metzler and Croft, "A Markov random
/// field model for term dependencies", SIGIR 2005), and pieces of words, for typos and compounds. Statistics of pairs and pieces are those of the
/// candidates, so it works alike above every store.
/// </summary>
public sealed class Reranker(ITextAnalyzer analyzer, Bm25 bm25, RerankWeights weights)
{
    private const int Window = 5;
    private const double SameAs = 0.95;

    /// <param name="hasBm25">Whether the lexical scores are BM25's own; else that is computed from the candidates alone.</param>
    /// <param name="fusion">How much the order by meaning counts beside the order that is made here.</param>
    /// <returns>Best first, without what says the same as one before it.</returns>
    public IReadOnlyList<RankedPassage> Rank(string question, IReadOnlyList<(ChunkHit Hit, string Text)> candidates, bool hasBm25, FusionWeights fusion)
    {
        if (candidates.Count == 0)
        {
            return [];
        }

        var asked = QuestionWords.Of(analyzer, question);
        var reader = new PassageReader(analyzer, asked);
        PassageWords[] passages = [.. candidates.Select(candidate => reader.Read(candidate.Text))];
        var average = AtLeastOne(passages.Average(passage => passage.Length));
        float[] words = hasBm25 ? [.. candidates.Select(candidate => (float)(candidate.Hit.Lexical?.Score ?? 0))] : LocalBm25(asked, passages);
        Add(words, Proximity(passages, asked.TermCounts.Count, average), weights.Proximity);
        var pieces = Pieces(asked, passages);
        var scale = pieces.Max() is > 0 and var most ? (words.Max() is > 0 and var best ? best : 1) / most : 0;
        Add(words, pieces, weights.Subword * scale);
        var coverage = new CoverageOfQuestion(asked, passages);
        return [.. WithoutRepeats(Fuse(candidates, passages, words, fusion, coverage), reader)];
    }

    private static IEnumerable<RankedPassage> Fuse(
        IReadOnlyList<(ChunkHit Hit, string Text)> candidates, PassageWords[] passages, float[] words, FusionWeights fusion, CoverageOfQuestion coverage)
    {
        var ranks = Enumerable.Range(0, words.Length).Where(i => words[i] > 0).OrderByDescending(i => words[i]).ThenBy(i => candidates[i].Hit.ChunkId)
            .Select((i, at) => (i, Rank: at + 1)).ToDictionary(pair => pair.i, pair => pair.Rank);
        return Enumerable.Range(0, words.Length)
            .Select(i =>
            {
                var hit = candidates[i].Hit;
                var own = ranks.TryGetValue(i, out var rank) ? new ChannelHit(rank, words[i]) : null;
                var score = (own is null ? 0 : ReciprocalRankFusion.Contribution(rank, fusion.Lexical))
                    + (hit.Dense is null ? 0 : ReciprocalRankFusion.Contribution(hit.Dense.Rank, fusion.Dense));
                return new RankedPassage(i, hit with { FusedScore = score, Words = own }, coverage.By(passages[i]), passages[i]);
            })
            .Where(passage => passage.Hit.FusedScore > 0)
            .OrderByDescending(passage => passage.Hit.FusedScore).ThenBy(passage => passage.Hit.ChunkId);
    }

    private static IEnumerable<RankedPassage> WithoutRepeats(IEnumerable<RankedPassage> ranked, PassageReader reader)
    {
        var kept = new List<RankedPassage>();
        foreach (var passage in ranked)
        {
            if (!kept.Exists(other => SayTheSame(passage.Words, other.Words, reader)))
            {
                kept.Add(passage);
                yield return passage;
            }
        }
    }

    // A difference in a number, or in a word that was asked for, is what the question may be about.
    private static bool SayTheSame(PassageWords one, PassageWords other, PassageReader reader)
    {
        var (few, many) = (Math.Min(one.Vocabulary.Count, other.Vocabulary.Count), Math.Max(one.Vocabulary.Count, other.Vocabulary.Count));
        if (few < SameAs * many)
        {
            return false;
        }

        var shared = one.Vocabulary.Count(other.Vocabulary.Contains);
        return shared >= SameAs * (few + many - shared)
            && !one.Vocabulary.Where(word => !other.Vocabulary.Contains(word)).Any(reader.Distinguishes)
            && !other.Vocabulary.Where(word => !one.Vocabulary.Contains(word)).Any(reader.Distinguishes);
    }

    private float[] LocalBm25(QuestionWords asked, PassageWords[] passages)
    {
        var average = AtLeastOne(passages.Average(passage => passage.WeightedLength));
        var holding = Holding(passages, passage => passage.Terms.Keys);
        return [.. passages.Select(passage => passage.Terms.Sum(term =>
            asked.TermCounts[term.Key] * Bm25.Idf(passages.Length, holding[term.Key]) * bm25.Saturate(term.Value, passage.WeightedLength / average)))];
    }

    // A pair counts more the nearer it stands, in either order.
    private float[] Proximity(PassageWords[] passages, int terms, float average)
    {
        Dictionary<int, float>[] pairs = [.. passages.Select(passage => Pairs(passage.Places, terms))];
        var holding = Holding(pairs, own => own.Keys);
        return [.. pairs.Select((own, i) => own.Sum(pair =>
            Bm25.Idf(passages.Length, holding[pair.Key]) * bm25.Saturate(pair.Value, passages[i].Length / average)))];
    }

    private static Dictionary<int, float> Pairs(List<(int Position, int Term)> places, int terms)
    {
        var pairs = new Dictionary<int, float>();
        for (var i = 0; i < places.Count; i++)
        {
            for (var j = i + 1; j < places.Count && places[j].Position - places[i].Position < Window; j++)
            {
                if (places[i].Term != places[j].Term)
                {
                    var key = (Math.Min(places[i].Term, places[j].Term) * terms) + Math.Max(places[i].Term, places[j].Term);
                    pairs[key] = pairs.GetValueOrDefault(key) + (1f / (places[j].Position - places[i].Position));
                }
            }
        }

        return pairs;
    }

    private float[] Pieces(QuestionWords asked, PassageWords[] passages)
    {
        var average = AtLeastOne(passages.Average(passage => passage.PieceLength));
        var holding = Holding(passages, passage => passage.Pieces.Keys);
        return [.. passages.Select(passage => passage.Pieces.Sum(piece =>
            asked.PieceCounts[piece.Key] * Bm25.Idf(passages.Length, holding[piece.Key]) * bm25.Saturate(piece.Value, passage.PieceLength / average)))];
    }

    private static Dictionary<int, int> Holding<T>(IEnumerable<T> passages, Func<T, IEnumerable<int>> features) =>
        passages.SelectMany(features).CountBy(feature => feature).ToDictionary();

    private static float AtLeastOne(double average) => Math.Max(1, (float)average);

    private static void Add(float[] scores, float[] more, float weight)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] += weight * more[i];
        }
    }
}

/// <summary>A candidate in its new place.</summary>
public sealed record RankedPassage
{
    internal RankedPassage(int candidate, ChunkHit hit, QuestionCoverage answers, PassageWords words) =>
        (Candidate, Hit, Answers, Words) = (candidate, hit, answers, words);

    /// <summary>Its index among those that were given.</summary>
    public int Candidate { get; }

    public ChunkHit Hit { get; }

    public QuestionCoverage Answers { get; }

    internal PassageWords Words { get; }
}
