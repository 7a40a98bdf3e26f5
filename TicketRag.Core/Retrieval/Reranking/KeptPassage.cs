using System.Globalization;

namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>An analysed passage that comes along with a hit. It is no part of what a hit says, so that any two are equal.</summary>
/// <param name="text">What its text was: see <see cref="TextOf"/>; 0: nothing is kept.</param>
internal readonly struct KeptPassage(PassageTerms terms, ulong text) : IEquatable<KeptPassage>
{
    private const int Digits = 16;

    /// <summary>Null where another text was analysed, or where so few terms are kept that the text itself must be looked at.</summary>
    public PassageTerms? Of(string sha256) => text != 0 && text == TextOf(sha256) && terms.Distinct >= PassageTerms.SmallVocabulary ? terms : null;

    /// <summary>The first 64 bits of a hash in hexadecimal digits; 0 for what is none.</summary>
    public static ulong TextOf(string? sha256) =>
        sha256 is { Length: >= Digits } && ulong.TryParse(sha256.AsSpan(0, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits) ? bits : 0;

    public bool Equals(KeptPassage other) => true;

    public override bool Equals(object? obj) => obj is KeptPassage;

    public override int GetHashCode() => 0;
}
