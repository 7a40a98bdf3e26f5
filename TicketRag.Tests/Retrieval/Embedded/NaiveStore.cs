using TicketRag.Core.Retrieval;

namespace TicketRag.Tests.Retrieval.Embedded;

/// <summary>The index as its definition reads: every point is looked at, every number computed anew.</summary>
internal sealed class NaiveStore(ITextAnalyzer analyzer)
{
    private readonly Dictionary<Guid, ChunkPoint> _points = [];

    public int Count => _points.Count;

    public IReadOnlyCollection<ChunkPoint> Points => _points.Values;

    public void Upsert(ChunkPoint point) => _points[point.ChunkId] = point;

    public void DeleteDocument(Guid document, int? keepVersion)
    {
        foreach (var point in _points.Values.Where(point => point.DocumentId == document && point.Version != keepVersion).ToArray())
        {
            _points.Remove(point.ChunkId);
        }
    }

    public void DropVectors()
    {
        foreach (var point in _points.Values.ToArray())
        {
            _points[point.ChunkId] = point with { Vector = null };
        }
    }

    /// <summary>All allowed points with a score, best first, ties by chunk id.</summary>
    public List<(Guid ChunkId, double Score)> Lexical(ChunkQuery query)
    {
        // The first eight terms count three times.
        var terms = _points.ToDictionary(
            entry => entry.Key, entry => analyzer.Terms(entry.Value.SearchText).SelectMany((term, i) => Enumerable.Repeat(term, i < 8 ? 3 : 1)).ToArray());
        var average = terms.Values.Sum(list => list.Length) / (double)Math.Max(1, terms.Count);
        var scored = new List<(Guid, double)>();
        foreach (var point in _points.Values.Where(point => Allows(query, point)))
        {
            var own = terms[point.ChunkId];
            var score = analyzer.Terms(query.Text!).Sum(term =>
            {
                var holding = terms.Values.Count(list => list.Contains(term));
                var frequency = own.Count(other => other == term);
                var idf = Math.Log(1 + ((terms.Count - holding + 0.5) / (holding + 0.5)));
                return frequency == 0 ? 0 : idf * frequency * 2.6 / (frequency + (1.6 * (0.25 + (0.75 * own.Length / average))));
            });
            if (score > 0)
            {
                scored.Add((point.ChunkId, score));
            }
        }

        return Best(scored);
    }

    public List<(Guid ChunkId, double Score)> Dense(ChunkQuery query) => Best(
        from point in _points.Values
        where point.Vector is not null && Allows(query, point)
        select (point.ChunkId, SamplePoints.Cosine(point.Vector!.Value, query.Vector!.Value)));

    private static List<(Guid ChunkId, double Score)> Best(IEnumerable<(Guid ChunkId, double Score)> scored) =>
        [.. scored.OrderByDescending(hit => hit.Score).ThenBy(hit => hit.ChunkId)];

    private static bool Allows(ChunkQuery query, ChunkPoint point) =>
        query.Reader.CanRead(point.Audience)
        && (query.SourceKinds.Count == 0 || query.SourceKinds.Contains(point.SourceKind))
        && (query.States.Count == 0 || point.State is null || query.States.Contains(point.State))
        && (query.Tags.Count == 0 || query.Tags.Intersect(point.Tags).Any())
        && (query.Products.Count == 0 || query.Products.Contains(point.Facets.Product))
        && (query.Languages.Count == 0 || query.Languages.Contains(point.Facets.Language))
        && (query.UpdatedFrom is null || point.UpdatedAt >= query.UpdatedFrom)
        && (query.UpdatedBefore is null || point.UpdatedAt < query.UpdatedBefore)
        && point.DocumentId != query.ExcludeDocument;
}
