using System.Runtime.InteropServices;

namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>BM25 of pairs of question words that stand within a few words of each other: a pair counts more the nearer it stands, in either order.</summary>
internal sealed class WordProximity(Bm25 bm25)
{
    private const int Window = 5;

    private readonly Dictionary<int, int> _holding = [];

    /// <param name="terms">How many terms the question has.</param>
    public float[] Score(PassageWords[] passages, int terms)
    {
        var average = Math.Max(1, (float)passages.Average(passage => passage.Passage.Order.Length));
        Dictionary<int, float>?[] pairs = [.. passages.Select(passage => Pairs(passage.Places, terms))];
        var scores = new float[passages.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            foreach (var (pair, nearness) in pairs[i] ?? [])
            {
                scores[i] += Bm25.Idf(passages.Length, _holding[pair]) * bm25.Saturate(nearness, passages[i].Passage.Order.Length / average);
            }
        }

        return scores;
    }

    private Dictionary<int, float>? Pairs(List<(int Position, int Term)> places, int terms)
    {
        Dictionary<int, float>? pairs = null;
        for (var i = 0; i < places.Count; i++)
        {
            for (var j = i + 1; j < places.Count && places[j].Position - places[i].Position < Window; j++)
            {
                if (places[i].Term != places[j].Term)
                {
                    var key = (Math.Min(places[i].Term, places[j].Term) * terms) + Math.Max(places[i].Term, places[j].Term);
                    ref var nearness = ref CollectionsMarshal.GetValueRefOrAddDefault(pairs ??= [], key, out var isKnown);
                    nearness += 1f / (places[j].Position - places[i].Position);
                    CollectionsMarshal.GetValueRefOrAddDefault(_holding, key, out _) += isKnown ? 0 : 1;
                }
            }
        }

        return pairs;
    }
}
