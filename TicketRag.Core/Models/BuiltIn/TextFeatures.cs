using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Core.Models.BuiltIn;

/// <summary>Counts the hashed features of a text, and projects them into a vector.</summary>
internal sealed class TextFeatures(int dimensions)
{
    private const int ShortestGram = 3;
    private const int LongestGram = 5;

    // Chosen on three public question sets (benchmark `retrieve`): characters help as much as words, pairs hardly.
    private const float WordWeight = 1;
    private const float PairWeight = 0.15f;
    private const float GramWeight = 1;

    private readonly Dictionary<uint, int> _words = [];
    private readonly Dictionary<uint, int> _pairs = [];
    private readonly Dictionary<uint, int> _grams = [];
    private readonly float[] _part = new float[dimensions];
    private uint _previous;

    private void Add(ReadOnlySpan<char> term)
    {
        var word = FeatureHash.Of(term);
        Count(_words, word);
        if (_previous != 0)
        {
            Count(_pairs, FeatureHash.OfPair(_previous, word));
        }

        _previous = word;
        Span<char> framed = stackalloc char[term.Length + 2];
        framed[0] = '<';
        term.CopyTo(framed[1..]);
        framed[^1] = '>';
        CountGrams(framed);
    }

    public void Clear()
    {
        _words.Clear();
        _pairs.Clear();
        _grams.Clear();
        _previous = 0;
    }

    /// <summary>
    /// Each kind of feature is normalised before it is weighted, so that the weights mean the same for short and long texts.
    /// </summary>
    public float[] Project()
    {
        var vector = new float[dimensions];
        AddPart(_words, WordWeight, salt: 1, _part, vector);
        AddPart(_pairs, PairWeight, salt: 2, _part, vector);
        AddPart(_grams, GramWeight, salt: 3, _part, vector);
        if (TensorPrimitives.Norm(vector) is > 0 and var norm)
        {
            TensorPrimitives.Divide(vector, norm, vector);
        }

        return vector;
    }

    /// <summary>Runs of 3 to 5 characters, the ends of the word being characters too.</summary>
    private void CountGrams(ReadOnlySpan<char> framed)
    {
        for (var start = 0; start + ShortestGram <= framed.Length; start++)
        {
            var hash = FeatureHash.Seed;
            for (var length = 1; length <= LongestGram && start + length <= framed.Length; length++)
            {
                hash = FeatureHash.Next(hash, framed[start + length - 1]);
                if (length >= ShortestGram)
                {
                    Count(_grams, FeatureHash.Mix(hash));
                }
            }
        }
    }

    /// <summary>A feature adds 1 + ln(count) to one place, with a sign of its own, so that collisions cancel out on average.</summary>
    private static void AddPart(Dictionary<uint, int> counts, float weight, uint salt, float[] part, float[] vector)
    {
        Array.Clear(part);
        foreach (var (feature, count) in counts)
        {
            var (place, sign) = FeatureHash.Place(feature, salt, part.Length);
            part[place] += sign * (1 + MathF.Log(count));
        }

        if (TensorPrimitives.Norm(part) is > 0 and var norm)
        {
            TensorPrimitives.MultiplyAdd(part, weight / norm, vector, vector);
        }
    }

    private static void Count(Dictionary<uint, int> counts, uint feature) =>
        CollectionsMarshal.GetValueRefOrAddDefault(counts, feature, out _)++;

    public readonly struct Sink(TextFeatures features) : ITermSink
    {
        public void Add(ReadOnlySpan<char> term) => features.Add(term);
    }
}
