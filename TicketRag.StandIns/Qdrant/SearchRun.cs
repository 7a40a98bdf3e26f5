using System.Numerics.Tensors;
using System.Text.Json;

namespace TicketRag.StandIns.Qdrant;

internal readonly record struct Scored(int Slot, float Score);

/// <summary>Searches of one request over one collection; what several of them share, a filter or a whole channel, is computed once.</summary>
internal sealed class SearchRun(StoredCollection collection)
{
    private readonly Dictionary<string, SlotSet> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Using, string Vector, string? Filter, string? Corpus), IReadOnlyList<Scored>> _channels = [];

    public IEnumerable<(StoredPoint Point, float Score)> Run(Search search) =>
        Run(search, inherited: null).Skip(search.Offset).Select(scored => (collection.At(scored.Slot), scored.Score));

    private IReadOnlyList<Scored> Run(Search search, PointFilter? inherited)
    {
        var filter = PointFilter.Both(inherited, search.Filter);
        var sources = search.Prefetches.Select(prefetch => Run(prefetch, filter)).ToList();
        var take = search.Limit + search.Offset;
        return search.Question switch
        {
            null when sources.Count > 0 => throw Refusal.Input("Validation failed: A query is needed to merge the prefetches. Can't have prefetches without defining a query."),
            null => [.. Candidates(filter).OrderBy(point => point.Id).Take(take).Select(point => new Scored(point.Slot, 0))],
            { ValueKind: JsonValueKind.Object } named when !named.TryGetProperty("indices", out _) => Named(search, named, sources, filter, take),
            { } vector => Nearest(search, vector, sources, filter, take),
        };
    }

    private IReadOnlyList<Scored> Named(Search search, JsonElement question, List<IReadOnlyList<Scored>> sources, PointFilter? filter, int take)
    {
        var kind = question.EnumerateObject().Select(property => property.Name).FirstOrDefault();
        switch (kind)
        {
            case "nearest":
                var nearest = StrictObject.Of(question, "struct NearestQuery", "nearest", "mmr");
                nearest.Unsupported("mmr");
                return Nearest(search, nearest.Required("nearest"), sources, filter, take);
            case "fusion":
                var fusion = Strict.OneOf(StrictObject.Of(question, "struct FusionQuery", "fusion").Required("fusion"), "rrf", "dbsf");
                return fusion == "rrf" ? Fused(search, sources, 2, null, take) : throw Refusal.Unsupported("dbsf");
            case "rrf":
                var rrf = StrictObject.Of(StrictObject.Of(question, "struct RrfQuery", "rrf").Required("rrf"), "struct Rrf", "k", "weights");
                return Fused(
                    search,
                    sources,
                    rrf.Optional("k") is { } k ? Strict.Unsigned(k, "query.rrf.k", 1) : 2,
                    rrf.Optional("weights") is { } weights ? Strict.Numbers(weights) : null,
                    take);
            case "recommend" or "discover" or "context" or "order_by" or "formula" or "sample" or "relevance_feedback":
                throw Refusal.Unsupported($"query `{kind}`");
            default:
                throw Refusal.Format("data did not match any variant of untagged enum QueryInterface");
        }
    }

    // 1 / ((p + 1) / w + k - 1) for the 0-based place p, in single precision as the server computes it.
    private IReadOnlyList<Scored> Fused(Search search, List<IReadOnlyList<Scored>> sources, int k, float[]? weights, int take)
    {
        if (sources.Count == 0)
        {
            throw Refusal.Input("Validation failed: cannot apply Fusion without prefetches");
        }

        if (weights is not null && weights.Length != sources.Count)
        {
            throw Refusal.Input(
                $"Validation failed: Number of weights in RRF should match number of pre-fetches: got {weights.Length}, expected {sources.Count}");
        }

        var fused = new Dictionary<int, Scored>();
        for (var source = 0; source < sources.Count; source++)
        {
            var weight = weights?[source] ?? 1f;
            for (var place = 0; place < sources[source].Count; place++)
            {
                var slot = sources[source][place].Slot;
                var score = weight <= 0 ? 0 : 1f / (((place + 1) / weight) + k - 1f);
                fused[slot] = new(slot, fused.GetValueOrDefault(slot).Score + score);
            }
        }

        return Top(fused.Values, search, take);
    }

    private IReadOnlyList<Scored> Nearest(Search search, JsonElement vector, List<IReadOnlyList<Scored>> sources, PointFilter? filter, int take)
    {
        var among = sources.Count == 0 ? null : sources.SelectMany(source => source).Select(scored => scored.Slot).ToHashSet();
        var channel = (search.Using, vector.GetRawText(), filter?.Text, search.IdfCorpus?.Text);
        if (!_channels.TryGetValue(channel, out var scores))
        {
            _channels[channel] = scores = Score(search, vector, filter);
        }

        return Top(among is null ? scores : scores.Where(scored => among.Contains(scored.Slot)), search, take);
    }

    private IReadOnlyList<Scored> Score(Search search, JsonElement vector, PointFilter? filter) =>
        vector.ValueKind switch
        {
            JsonValueKind.Object => Sparse(search, SparseValues.Read(vector), filter),
            JsonValueKind.Array => Dense(search.Using, collection.ReadDense(search.Using, vector), filter),
            JsonValueKind.Number or JsonValueKind.String => throw Refusal.Unsupported("nearest to a point's id"),
            _ => throw Refusal.Format("data did not match any variant of untagged enum QueryInterface"),
        };

    private List<Scored> Dense(string name, float[] vector, PointFilter? filter)
    {
        var scores = new List<Scored>(collection.Count);
        var vectors = collection.Dense(name);
        foreach (var slot in Kept(filter))
        {
            if (vectors.At(slot) is { } stored)
            {
                scores.Add(new(slot, TensorPrimitives.Dot<float>(vector, stored)));
            }
        }

        return scores;
    }

    private List<Scored> Sparse(Search search, SparseValues question, PointFilter? filter)
    {
        if (!collection.Settings.Sparse.TryGetValue(search.Using, out var hasIdf))
        {
            throw collection.Settings.Dense.ContainsKey(search.Using)
                ? Refusal.Input("Wrong usage of sparse vectors")
                : Refusal.Input($"Not existing vector name error: {search.Using}");
        }

        var index = collection.Sparse(search.Using);
        var corpus = hasIdf ? Kept(search.IdfCorpus) : new();
        var documents = hasIdf ? index.Documents(corpus) : 0;
        var kept = Kept(filter);
        var scores = new float[collection.SlotCount];
        var found = new SlotSet();
        for (var i = 0; i < question.Indices.Length; i++)
        {
            if (index.Of(question.Indices[i]) is not { } postings)
            {
                continue;
            }

            var slots = postings.Slots;
            var values = postings.Values;
            var weight = question.Values[i] * (hasIdf ? Idf(documents, Count(slots, corpus)) : 1);
            for (var place = 0; place < slots.Length; place++)
            {
                if (kept.Contains(slots[place]))
                {
                    scores[slots[place]] += weight * values[place];
                    found.Add(slots[place]);
                }
            }
        }

        var all = new List<Scored>();
        foreach (var slot in found)
        {
            all.Add(new(slot, scores[slot]));
        }

        return all;
    }

    private static int Count(ReadOnlySpan<int> slots, SlotSet corpus)
    {
        var count = 0;
        foreach (var slot in slots)
        {
            count += corpus.Contains(slot) ? 1 : 0;
        }

        return count;
    }

    private static float Idf(int documents, int withTerm) => MathF.Log(((documents - withTerm + 0.5f) / (withTerm + 0.5f)) + 1);

    // The server leaves ties as they fall; here they are ordered by id, so that tests are repeatable.
    private IReadOnlyList<Scored> Top(IEnumerable<Scored> scored, Search search, int take)
    {
        var best = new PriorityQueue<Scored, Scored>(Comparer<Scored>.Create((a, b) => Compare(b, a)));
        foreach (var candidate in scored)
        {
            if (candidate.Score < search.ScoreThreshold)
            {
                continue;
            }

            if (best.Count < take)
            {
                best.Enqueue(candidate, candidate);
            }
            else if (Compare(candidate, best.Peek()) < 0)
            {
                best.EnqueueDequeue(candidate, candidate);
            }
        }

        return [.. best.UnorderedItems.Select(item => item.Element).Order(Comparer<Scored>.Create(Compare))];
    }

    private int Compare(Scored a, Scored b) =>
        b.Score.CompareTo(a.Score) is var byScore and not 0 ? byScore : collection.At(a.Slot).Id.CompareTo(collection.At(b.Slot).Id);

    public IEnumerable<StoredPoint> Candidates(PointFilter? filter)
    {
        foreach (var slot in Kept(filter))
        {
            yield return collection.At(slot);
        }
    }

    private SlotSet Kept(PointFilter? filter)
    {
        var text = filter?.Text ?? "";
        if (!_kept.TryGetValue(text, out var kept))
        {
            _kept[text] = kept = collection.Kept(filter);
        }

        return kept;
    }
}
