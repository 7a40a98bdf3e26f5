using System.Numerics.Tensors;
using TicketRag.Core.Documents;
using TicketRag.Core.Models.BuiltIn;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;

namespace TicketRag.Benchmarks.Retrieval;

/// <summary>Chunks that nobody wrote, the same in every run: words by Zipf's law, vectors around centres as embeddings of topics are.</summary>
/// <param name="embedder">Makes the vectors of the texts instead.</param>
internal sealed class SyntheticCorpus(int dimensions, BuiltInEmbeddingGenerator? embedder = null)
{
    private const int WordsPerChunk = 120;
    private const int WordsPerQuestion = 6;
    private const int Centres = 200;
    private const int Vocabulary = 50_000;

    private readonly Random _random = new(42);
    private readonly double[] _cumulative = Zipf();
    private readonly string[] _words = Words();
    private readonly List<float[]> _centres = [];

    /// <summary>What was made, for the exact answer.</summary>
    public List<(Guid ChunkId, float[] Vector)> Vectors { get; } = [];

    /// <summary>As good as a hash here, where no chunk's text changes.</summary>
    public static string Sha256(Guid chunk) => Convert.ToHexString(chunk.ToByteArray(bigEndian: false)[8..]) + chunk.ToString("N");

    public List<ChunkPoint> Points(int count) => [.. Enumerable.Range(0, count).Select(_ => Point())];

    /// <summary>A chunk's text, with another word in it, and its vector.</summary>
    public (string Text, float[] Vector) Passage(string? mark)
    {
        var text = mark is null ? Text(WordsPerChunk, from: 0) : $"{Text(WordsPerChunk / 2, from: 0)} {mark} {Text(WordsPerChunk / 2, from: 0)}";
        return (text, Vector(text));
    }

    public ChunkQuery Question()
    {
        // Questions name what is asked for: none of the 50 commonest words.
        var text = Text(WordsPerQuestion, from: 50);
        return new() { Reader = Audience.Agents, Text = text, Vector = Vector(text) };
    }

    private ChunkPoint Point()
    {
        var text = Text(WordsPerChunk, from: 0);
        var vector = Vector(text);
        var id = Guid.CreateVersion7();
        Vectors.Add((id, vector));
        return new()
        {
            ChunkId = id,
            DocumentId = Guid.CreateVersion7(),
            Version = 1,
            SourceKind = SourceKind.Text,
            Audience = _random.Next(10) == 0 ? Audience.Public : Audience.Agents,
            UpdatedAt = DateTimeOffset.UnixEpoch,
            SearchText = text,
            SearchTextSha256 = Sha256(id),
            Vector = vector,
        };
    }

    private string Text(int words, int from) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Word(from)));

    private string Word(int from)
    {
        var floor = from == 0 ? 0 : _cumulative[from - 1];
        var at = Array.BinarySearch(_cumulative, floor + (_random.NextDouble() * (1 - floor)));
        return _words[Math.Min(at < 0 ? ~at : at, Vocabulary - 1)];
    }

    private float[] Vector(string text)
    {
        if (embedder is not null)
        {
            return embedder.GenerateAsync([text]).Result[0].Vector.ToArray();
        }

        while (_centres.Count < Centres)
        {
            _centres.Add(Gaussian());
        }

        var vector = Gaussian();
        TensorPrimitives.Add(vector, _centres[_random.Next(Centres)], vector);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
        return vector;
    }

    private float[] Gaussian() =>
        [.. Enumerable.Range(0, dimensions).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble())))];

    private static double[] Zipf()
    {
        var weights = Enumerable.Range(1, Vocabulary).Select(rank => 1.0 / rank).ToArray();
        var total = weights.Sum();
        var sum = 0.0;
        return [.. weights.Select(weight => (sum += weight) / total)];
    }

    /// <summary>Letters only and ending with q, so that no two share a stem.</summary>
    private static string[] Words() =>
        [.. Enumerable.Range(0, Vocabulary).Select(i => string.Concat(Enumerable.Range(0, 4).Select(digit => "bdfgkmnprtvxzhjl"[(i >> (4 * digit)) & 15])) + "q")];
}
