using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Qdrant;

namespace TicketRag.Tests.Retrieval.Qdrant;

public sealed class SparseEncoderTests
{
    private sealed class Words : ITextAnalyzer
    {
        public IEnumerable<string> Terms(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static readonly SparseEncoder Encoder = new(new Words(), averageTerms: 12, new Bm25(K1: 1.2f));

    [Fact]
    public void Document_carries_the_term_frequency_part_of_bm25()
    {
        var vector = Encoder.Document("paper jam paper tray")!;
        var weights = vector.Indices.Zip(vector.Values).ToDictionary(pair => pair.First, pair => pair.Second);
        Assert.Equal(6 * 2.2 / (6 + 1.2), weights[TermHash.Of("paper")], 1e-6);
        Assert.Equal(3 * 2.2 / (3 + 1.2), weights[TermHash.Of("jam")], 1e-6);
        Assert.Equal(3, weights.Count);
    }

    [Fact]
    public void Long_document_weighs_a_term_less()
    {
        var length = 40;
        var vector = Encoder.Document(string.Join(' ', Enumerable.Range(0, length).Select(i => $"w{i}")))!;
        var norm = 1.2 * (0.25 + (0.75 * (length + (2 * 8)) / 12));
        Assert.Equal(8, vector.Values.Count(value => Math.Abs(value - (3 * 2.2 / (3 + norm))) < 1e-6));
        Assert.Equal(length - 8, vector.Values.Count(value => Math.Abs(value - (2.2 / (1 + norm))) < 1e-6));
    }

    [Fact]
    public void Passages_lead_counts_three_times()
    {
        var vector = Encoder.Document("a b c d e f g lead tail")!;
        var weights = vector.Indices.Zip(vector.Values).ToDictionary(pair => pair.First, pair => pair.Second);
        Assert.True(weights[TermHash.Of("lead")] > weights[TermHash.Of("tail")]);
        Assert.Equal(weights[TermHash.Of("a")], weights[TermHash.Of("lead")]);
    }

    [Fact]
    public void Indices_are_unique_and_ascending()
    {
        var vector = Encoder.Document(string.Join(' ', Enumerable.Range(0, 1000).Select(i => $"word{i % 600}")))!;
        Assert.Equal(600, vector.Indices.Count);
        Assert.Equal(vector.Indices.Distinct().Order(), vector.Indices);
        Assert.Equal(vector.Indices.Count, vector.Values.Count);
    }

    [Fact]
    public void Terms_of_one_hash_are_summed()
    {
        var seen = new Dictionary<uint, string>();
        var (first, second) = Enumerable.Range(0, 1_000_000).Select(i => $"t{i}")
            .Select(term => (Earlier: seen.TryAdd(TermHash.Of(term), term) ? null : seen[TermHash.Of(term)], term))
            .First(pair => pair.Earlier is not null);

        var vector = Encoder.Document($"{first} {second} a b")!;
        Assert.Equal(3, vector.Indices.Count);
        Assert.Equal(2 * 3 * 2.2 / (3 + 1.2), vector.Values[vector.Indices.ToList().IndexOf(TermHash.Of(first!))], 1e-6);
        Assert.Equal([2f], Encoder.Query($"{first} {second}")!.Values);
    }

    [Fact]
    public void Query_counts_a_term_once() => Assert.Equal([1f, 1f], Encoder.Query("jam paper jam")!.Values);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void Text_without_a_term_has_no_vector(string text)
    {
        Assert.Null(Encoder.Document(text));
        Assert.Null(Encoder.Query(text));
    }
}
