using System.Runtime.InteropServices;
using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Retrieval;

/// <summary>A chunk with all that the vector store keeps of it, as one row of the database's answer.</summary>
internal sealed record ProjectedRow
{
    public required OrganizationId Organization { get; init; }

    public required Guid Chunk { get; init; }

    public required Guid Document { get; init; }

    public required int Version { get; init; }

    public required Audience Audience { get; init; }

    public required string? HeadingPath { get; init; }

    public required string? Context { get; init; }

    public required string Text { get; init; }

    public required string Sha256 { get; init; }

    public required string Title { get; init; }

    public required SourceKind SourceKind { get; init; }

    public required string? State { get; init; }

    public required List<string> Tags { get; init; }

    public required string? Metadata { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required byte[]? Vector { get; init; }

    public ChunkPoint ToPoint() => new()
    {
        ChunkId = Chunk,
        DocumentId = Document,
        Version = Version,
        SourceKind = SourceKind,
        State = State,
        Audience = Audience,
        Tags = Tags,
        Facets = DocumentFacets.Of(Metadata),
        UpdatedAt = UpdatedAt,
        SearchText = Documents.Chunk.SearchText(Title, HeadingPath, Context, Text),
        SearchTextSha256 = Sha256,
        Vector = Vector is null ? null : MemoryMarshal.Cast<byte, float>(Vector).ToArray(),
    };
}
