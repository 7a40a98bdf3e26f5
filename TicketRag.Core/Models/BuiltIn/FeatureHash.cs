namespace TicketRag.Core.Models.BuiltIn;

/// <summary>FNV-1a over UTF-16 units, finished by MurmurHash3's mixer. Part of <see cref="BuiltInEmbeddingGenerator.Model"/>: it never changes.</summary>
internal static class FeatureHash
{
    public const uint Seed = 2166136261;

    public static uint Next(uint hash, char c) => (hash ^ c) * 16777619;

    public static uint Of(ReadOnlySpan<char> text)
    {
        var hash = Seed;
        foreach (var c in text)
        {
            hash = Next(hash, c);
        }

        return Mix(hash);
    }

    public static uint OfPair(uint first, uint second) => Mix((first * 31) + second);

    public static (int Place, int Sign) Place(uint feature, uint salt, int dimensions)
    {
        var hash = Mix(feature + (salt * 0x9E3779B9));
        return ((int)((hash >> 1) % (uint)dimensions), (hash & 1) == 0 ? 1 : -1);
    }

    public static uint Mix(uint hash)
    {
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }
}
