using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Documents.Reindexing;

/// <summary>
/// How an organization's texts are cut, embedded and ranked, where that is not as the installation's settings say: what is null is the installation's, whatever that is.
/// Cutting and embedding change with a reindexing, when it is complete; ranking at once.
/// </summary>
public sealed class IndexSettings : IOwnedByOrganization
{
    public required OrganizationId OrganizationId { get; init; }

    public int? MaxTokens { get; set; }

    public int? OverlapTokens { get; set; }

    public string? EmbeddingModel { get; set; }

    /// <summary>As <see cref="RetrievalOptions.RecencyHalfLife"/>: zero, and age does not count.</summary>
    public TimeSpan? RecencyHalfLife { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The organization's row, tracked: what is set in it is stored with the transaction.</summary>
    public static async Task<IndexSettings> ToChangeAsync(WriteScope write, CancellationToken cancellationToken)
    {
        // Two that change it for the first time at once wait for each other here.
        var db = write.Db;
        var insert = $$"""INSERT INTO index_settings (organization_id, updated_at) VALUES ({0}, {{db.Dialect.Now}}) ON CONFLICT DO NOTHING""";
        await db.Database.ExecuteSqlRawAsync(insert, [db.RequiredOrganization.Value], cancellationToken);
        var settings = await db.IndexSettings.SingleAsync(cancellationToken);
        settings.UpdatedAt = db.Now;
        return settings;
    }
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
