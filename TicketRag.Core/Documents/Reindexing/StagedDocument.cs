using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Documents.Reindexing;

/// <summary>A document of the index that is being built: the text that its staged chunks are spans of.</summary>
public sealed class StagedDocument : IOwnedByOrganization
{
    public required Guid DocumentId { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    /// <summary>The live version that it was made from; where the document has another by the time of the switch, it is made again.</summary>
    public required int BaseVersion { get; init; }

    public required string Text { get; init; }

    public required string ContentSha256 { get; init; }

    public required int ChunkCount { get; init; }
}

internal sealed class StagedDocumentConfiguration : IEntityTypeConfiguration<StagedDocument>
{
    public void Configure(EntityTypeBuilder<StagedDocument> builder)
    {
        builder.ToTable("staged_documents");
        builder.HasKey(document => document.DocumentId);
        builder.Property(document => document.ContentSha256).HasMaxLength(64);
        builder.HasIndex(document => document.OrganizationId);
    }
}
