using System.Globalization;
using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Core.Retrieval.Qdrant;

/// <summary>Names on the server: one collection for each embedding space, so that vectors of two spaces never meet.</summary>
public sealed class CollectionNames(string prefix)
{
    private const string BuildingSuffix = "-building";

    /// <summary>The alias that says which collection is searched.</summary>
    public string Live { get; } = prefix;

    /// <param name="space">Null: the collection without dense vectors.</param>
    public string Of(EmbeddingSpace? space) => space is null
        ? $"{Live}-lexical"
        : string.Create(CultureInfo.InvariantCulture, $"{Live}-{Slug(space.Model)}-{space.Dimensions}");

    /// <summary>
    /// The alias that stands as long as a collection still lacks chunks: writers find by it what to write to besides the live one,
    /// and a process that starts finds by it a projection that another one did not finish.
    /// </summary>
    public static string Building(string collection) => collection + BuildingSuffix;

    public bool IsBuilding(string alias) => IsOurs(alias) && alias.EndsWith(BuildingSuffix, StringComparison.Ordinal);

    public bool IsOurs(string collection) => collection.StartsWith(Live + "-", StringComparison.Ordinal);

    // Two models whose names differ only in what a collection's name can't hold are kept apart by a hash.
    private static string Slug(string model)
    {
        var slug = string.Concat(model.Select(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-' ? c : '-'));
        return slug == model ? slug : $"{slug}-{TermHash.Of(model):x8}";
    }
}
