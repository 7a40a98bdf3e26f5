using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Retrieval;

/// <summary>One chunk as the vector store keeps it.</summary>
public sealed record ChunkPoint
{
    public required Guid ChunkId { get; init; }

    public required Guid DocumentId { get; init; }

    /// <summary>The document's version that the chunk belongs to, from 1.</summary>
    public required int Version { get; init; }

    public required SourceKind SourceKind { get; init; }

    /// <summary>Null where a source has no states; for tickets <c>solved</c> or <c>unsolved</c>.</summary>
    public string? State { get; init; }

    public required Audience Audience { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public DocumentFacets Facets { get; init; } = DocumentFacets.None;

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What both channels index: title, heading path and text.</summary>
    public required string SearchText { get; init; }

    /// <summary>Of <see cref="SearchText"/>, in hexadecimal digits; null: the store need not keep what it knows of the text.</summary>
    public string? SearchTextSha256 { get; init; }

    /// <summary>L2-normalised, of the live <see cref="EmbeddingSpace"/>; null until embedded (then only lexical search finds it).</summary>
    public ReadOnlyMemory<float>? Vector { get; init; }

    public static ChunkPoint From(
        Chunk chunk, string title, SourceKind kind, string? state, IReadOnlyList<string> tags, string? metadata, DateTimeOffset updatedAt, ReadOnlyMemory<float>? vector) => new()
    {
        ChunkId = chunk.Id,
        DocumentId = chunk.DocumentId,
        Version = chunk.Version,
        SourceKind = kind,
        State = state,
        Audience = chunk.Audience,
        Tags = tags,
        Facets = DocumentFacets.Of(metadata),
        UpdatedAt = updatedAt,
        SearchText = chunk.SearchTextUnder(title),
        SearchTextSha256 = chunk.SearchTextSha256,
        Vector = vector,
    };
}
