using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TicketRag.Core.Retrieval.Qdrant;

/// <summary>How this installation uses its Qdrant server. The address and the key are in the connection string <c>qdrant_http</c>.</summary>
public sealed class QdrantOptions
{
    public const string Section = "Retrieval:Qdrant";

    /// <summary>
    /// First part of every collection's name, and the alias of the live collection.
    /// Without a dash, so that two installations on one server can't take each other's collections for their own.
    /// </summary>
    [Required, RegularExpression("^[a-z0-9_]{1,64}$")]
    public string CollectionPrefix { get; init; } = "ticketrag";

    /// <summary>Of one request; then the server counts as unavailable.</summary>
    [Range(typeof(TimeSpan), "00:00:00.0100000", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// BM25's average document length, in terms. A constant, because the weights are computed before Qdrant sees the point:
    /// changing it means projecting anew.
    /// </summary>
    [Range(1, 10_000)]
    public int AverageTerms { get; init; } = 120;

    /// <summary>Most points in one upsert.</summary>
    [Range(1, 10_000)]
    public int BatchPoints { get; init; } = 256;

    /// <summary>How long searches may take the live collection's name from memory. A dropped collection is noticed at once all the same.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan LiveCollectionCache { get; init; } = TimeSpan.FromSeconds(1);
}

[OptionsValidator]
public sealed partial class QdrantOptionsValidator : IValidateOptions<QdrantOptions>;
