using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Documents.Reindexing;

/// <summary>A chunk of the index that is being built beside the live one: see <see cref="Chunk"/> for its columns.</summary>
public sealed class StagedChunk : IOwnedByOrganization
{
    public required Guid Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    public required Guid DocumentId { get; init; }

    /// <summary>The document's version that it will be.</summary>
    public required int Version { get; init; }

    public required int Ordinal { get; init; }

    public required int Start { get; init; }

    public required int End { get; init; }

    public required string Text { get; init; }

    public string? HeadingPath { get; init; }

    public string? Context { get; init; }

    public int? Page { get; init; }

    public string? Sheet { get; init; }

    public int? Line { get; init; }

    public required Audience Audience { get; init; }

    public required string SearchTextSha256 { get; init; }

    public static StagedChunk Of(Chunk chunk) => new()
    {
        Id = chunk.Id,
        OrganizationId = chunk.OrganizationId,
        DocumentId = chunk.DocumentId,
        Version = chunk.Version,
        Ordinal = chunk.Ordinal,
        Start = chunk.Start,
        End = chunk.End,
        Text = chunk.Text,
        HeadingPath = chunk.HeadingPath,
        Context = chunk.Context,
        Page = chunk.Page,
        Sheet = chunk.Sheet,
        Line = chunk.Line,
        Audience = chunk.Audience,
        SearchTextSha256 = chunk.SearchTextSha256,
    };

    public Chunk ToChunk() => new()
    {
        Id = Id,
        OrganizationId = OrganizationId,
        DocumentId = DocumentId,
        Version = Version,
        Ordinal = Ordinal,
        Start = Start,
        End = End,
        Text = Text,
        HeadingPath = HeadingPath,
        Context = Context,
        Page = Page,
        Sheet = Sheet,
        Line = Line,
        Audience = Audience,
        SearchTextSha256 = SearchTextSha256,
    };
}

internal sealed class StagedChunkConfiguration : IEntityTypeConfiguration<StagedChunk>
{
    public void Configure(EntityTypeBuilder<StagedChunk> builder)
    {
        builder.ToTable("staged_chunks");
        builder.Property(chunk => chunk.HeadingPath).HasMaxLength(HeadingStack.MaxPathLength);
        builder.Property(chunk => chunk.Sheet).HasMaxLength(BlockPlace.MaxSheetLength);
        builder.Property(chunk => chunk.SearchTextSha256).HasMaxLength(64);
        builder.HasIndex(chunk => new { chunk.OrganizationId, chunk.DocumentId, chunk.Ordinal }).IsUnique();
    }
}
