namespace TicketRag.Tests.Retrieval.Qdrant;

/// <summary>What the stand-in keeps beside its points, so that a search need not look at each of them, against a plain model: points come, change and go, and their places are given again.</summary>
public sealed class QdrantStandInMovingTests(SampleCollection qdrant) : IClassFixture<SampleCollection>
{
    private const int Dimensions = 4;

    private readonly Random _random = new(11);
    private readonly Dictionary<int, Point> _points = [];

    [Fact]
    public async Task Scores_follow_points_that_come_change_and_go()
    {
        await qdrant.OkAsync("PUT", "collections/moving", """{"vectors":{"dense":{"size":2,"distance":"Dot"}},"sparse_vectors":{"bm25":{"modifier":"idf"}}}""");
        for (var step = 0; step < 300; step++)
        {
            await ChangeAsync(_random.Next(12));

            int[] terms = [_random.Next(Dimensions), Dimensions + _random.Next(2)];
            Assert.Equal(Model(point => Bm25(point, terms)), await FoundAsync($$"""{"indices":[{{string.Join(',', terms)}}],"values":[1,1]}""", "bm25"));
            Assert.Equal(Model(point => point.HasVectors ? point.First : null), await FoundAsync("[1,0]", "dense"));
        }
    }

    [Fact]
    public async Task Filter_follows_points_that_come_change_and_go_without_an_index_with_one_and_without_it_again()
    {
        var kinds = new Dictionary<int, int[]>();
        await qdrant.OkAsync("PUT", "collections/filtered", "{}");
        for (var step = 0; step < 300; step++)
        {
            if (step == 100)
            {
                await qdrant.OkAsync("PUT", "collections/filtered/index?wait=true", """{"field_name":"kind","field_schema":"integer"}""");
            }
            else if (step == 200)
            {
                await qdrant.OkAsync("DELETE", "collections/filtered/index/kind?wait=true");
            }

            var (id, kind, other) = (_random.Next(90), _random.Next(4), _random.Next(4));
            if (_random.Next(3) == 0)
            {
                kinds.Remove(id);
                await qdrant.OkAsync("POST", "collections/filtered/points/delete?wait=true", $$"""{"points":[{{id}}]}""");
            }
            else
            {
                kinds[id] = [.. Enumerable.Range(0, 4).Where(_ => _random.Next(2) == 0)];
                await qdrant.OkAsync(
                    "PUT", "collections/filtered/points?wait=true", $$$"""{"points":[{"id":{{{id}}},"vector":{},"payload":{"kind":[{{{string.Join(',', kinds[id])}}}]}}]}""");
            }

            await AssertKeepsAsync($$$"""{"must":[{"key":"kind","match":{"value":{{{kind}}}}}]}""", has => has.Contains(kind));
            await AssertKeepsAsync($$$"""{"must_not":[{"key":"kind","match":{"value":{{{kind}}}}}]}""", has => !has.Contains(kind));
            await AssertKeepsAsync(
                $$$"""{"must":[{"key":"kind","match":{"any":[{{{kind}}},{{{other}}}]}}],"must_not":[{"is_empty":{"key":"kind"}},{"key":"kind","match":{"value":3}}]}""",
                has => (has.Contains(kind) || has.Contains(other)) && !has.Contains(3));
            await AssertKeepsAsync(
                $$$"""{"should":[{"key":"kind","match":{"value":{{{kind}}}}},{"is_empty":{"key":"kind"}},{"must":[{"key":"kind","match":{"value":0}},{"key":"kind","match":{"value":1}}]}]}""",
                has => has.Contains(kind) || has.Length == 0 || (has.Contains(0) && has.Contains(1)));
            await AssertKeepsAsync(
                $$$"""{"must_not":[{"must":[{"key":"kind","match":{"value":{{{kind}}}}}],"should":[{"key":"kind","match":{"value":{{{other}}}}},{"key":"kind","match":{"value":2}}]}]}""",
                has => !(has.Contains(kind) && (has.Contains(other) || has.Contains(2))));
        }

        async Task AssertKeepsAsync(string filter, Func<int[], bool> keeps)
        {
            var points = (await qdrant.OkAsync("POST", "collections/filtered/points/scroll", $$"""{"filter":{{filter}},"limit":99}""")).GetProperty("points");
            Assert.Equal(kinds.Where(pair => keeps(pair.Value)).Select(pair => pair.Key).Order(), points.EnumerateArray().Select(point => point.GetProperty("id").GetInt32()).Order());
        }
    }

    private async Task ChangeAsync(int id)
    {
        if (_random.Next(3) == 0)
        {
            _points.Remove(id);
            await qdrant.OkAsync("POST", "collections/moving/points/delete?wait=true", $$"""{"points":[{{id}}]}""");
            return;
        }

        var terms = Enumerable.Range(0, Dimensions + 1).Where(_ => _random.Next(2) == 0).ToDictionary(term => term, _ => _random.Next(1, 4));
        var point = _points[id] = new(HasVectors: _random.Next(4) > 0, _random.Next(9), terms);
        var vectors = point.HasVectors
            ? $$$"""{"dense":[{{{point.First}}},1],"bm25":{"indices":[{{{string.Join(',', terms.Keys)}}}],"values":[{{{string.Join(',', terms.Values)}}}]}}"""
            : "{}";
        await qdrant.OkAsync("PUT", "collections/moving/points?wait=true", $$"""{"points":[{"id":{{id}},"vector":{{vectors}}}]}""");
    }

    private double? Bm25(Point point, int[] terms)
    {
        var all = _points.Values.Where(one => one.HasVectors).ToList();
        return point.HasVectors && Array.Exists(terms, point.Terms.ContainsKey)
            ? terms.Sum(term => point.Terms.GetValueOrDefault(term) * Idf(all.Count, all.Count(one => one.Terms.ContainsKey(term))))
            : null;
    }

    private static double Idf(int documents, int withTerm) => Math.Log(1 + ((documents - withTerm + 0.5) / (withTerm + 0.5)));

    private List<(int Id, double Score)> Model(Func<Point, double?> score) =>
        [.. _points.Where(pair => score(pair.Value) is not null).Select(pair => (pair.Key, Math.Round(score(pair.Value)!.Value, 3))).Order()];

    private async Task<List<(int Id, double Score)>> FoundAsync(string query, string vector) =>
        [.. (await qdrant.OkAsync("POST", "collections/moving/points/query", $$"""{"query":{{query}},"using":"{{vector}}","limit":99}""")).GetProperty("points").EnumerateArray()
            .Select(point => (point.GetProperty("id").GetInt32(), Math.Round(point.GetProperty("score").GetDouble(), 3))).Order()];

    private sealed record Point(bool HasVectors, int First, Dictionary<int, int> Terms);
}
