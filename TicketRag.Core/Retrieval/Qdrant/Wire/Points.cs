namespace TicketRag.Core.Retrieval.Qdrant.Wire;

public sealed record UpsertPoints(IReadOnlyList<Point> Points);

public sealed record Point(Guid Id, PointVectors Vector, PointPayload Payload);

/// <summary>The collection's two named vectors; a point may lack either.</summary>
public sealed record PointVectors(ReadOnlyMemory<float>? Dense, SparseVector? Bm25);

/// <param name="Indices">Unique, ascending.</param>
/// <param name="Values">As many.</param>
public sealed record SparseVector(IReadOnlyList<uint> Indices, IReadOnlyList<float> Values);

public sealed record PointPayload(
    string OrganizationId,
    string DocumentId,
    int Version,
    string SourceKind,
    string? State,
    string Audience,
    IReadOnlyList<string> Tags,
    DateTimeOffset UpdatedAt,
    string? Product,
    string? Language);

public sealed record DeletePoints(Filter Filter);

public sealed record UpdateResult(string Status);

/// <param name="Exact">The server's default is true as well.</param>
public sealed record CountPoints(Filter Filter, bool Exact = true);

public sealed record CountResult(long Count);

/// <param name="Offset">The id that the page begins with; null for the first page.</param>
/// <param name="WithPayload">Fields to return.</param>
public sealed record ScrollPoints(Filter Filter, int Limit, Guid? Offset, IReadOnlyList<string> WithPayload);

public sealed record ScrollResult(IReadOnlyList<StoredPoint> Points);

public sealed record StoredPoint(Guid Id, StoredPayload? Payload);

public sealed record StoredPayload(Guid? DocumentId, int? Version);
