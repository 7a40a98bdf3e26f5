using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Documents.Reindexing;

/// <summary>How an organization's texts are cut and embedded, where that is not as the installation's settings say. Changes with a reindexing, when it is complete.</summary>
public sealed class IndexSettings : IOwnedByOrganization
{
    public required OrganizationId OrganizationId { get; init; }

    public required int MaxTokens { get; init; }

    public required int OverlapTokens { get; init; }

    /// <summary>Null: the installation's, whichever that is.</summary>
    public string? EmbeddingModel { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

internal sealed class IndexSettingsConfiguration : IEntityTypeConfiguration<IndexSettings>
{
    public void Configure(EntityTypeBuilder<IndexSettings> builder)
    {
        builder.ToTable("index_settings");
        builder.HasKey(settings => settings.OrganizationId);
        builder.Property(settings => settings.EmbeddingModel).HasMaxLength(CachedEmbedding.MaxModelLength);
    }
}
