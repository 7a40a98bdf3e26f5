using System.Text.RegularExpressions;

namespace TicketRag.StandIns.Ollama;

/// <summary>
/// An embedding that anyone can recompute: each word adds ±1 at a place that its FNV-1a hash says; cut, then L2-normalised.
/// Texts that share words are near each other.
/// </summary>
public static partial class HashedBagOfWords
{
    public static IEnumerable<string> Words(string text) => Word().Matches(text).Select(match => match.Value.ToLowerInvariant());

    public static float[] Vector(string text, int dimensions) => Vector(Words(text), dimensions, dimensions);

    internal static float[] Vector(IEnumerable<string> words, int dimensions, int size)
    {
        var vector = new float[dimensions];
        foreach (var word in words)
        {
            var hash = Hash(word);
            vector[hash % (ulong)dimensions] += (hash >> 63) == 0 ? 1 : -1;
        }

        vector = vector[..size];
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        if (length == 0)
        {
            vector[0] = length = 1;
        }

        return [.. vector.Select(value => value / length)];
    }

    private static ulong Hash(string word)
    {
        var hash = 14695981039346656037;
        foreach (var character in word)
        {
            hash = (hash ^ character) * 1099511628211;
        }

        return hash;
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
