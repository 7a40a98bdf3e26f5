using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Knowledge;

/// <summary>A knowledge-base article in Markdown.</summary>
public sealed class Article : IOwnedByOrganization
{
    public const int MaxTitleLength = 300;

    public required Guid Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    public required long Number { get; init; }

    public required string Title { get; set; }

    public required string Body { get; set; }

    public List<string> Tags { get; set; } = [];

    public Audience Audience { get; set; } = Audience.Public;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public int Version { get; set; }
}

internal sealed class ArticleConfiguration : IEntityTypeConfiguration<Article>
{
    public void Configure(EntityTypeBuilder<Article> builder)
    {
        builder.Property(article => article.Title).HasMaxLength(Article.MaxTitleLength);
        builder.Property(article => article.Version).IsConcurrencyToken();
        builder.HasIndex(article => new { article.OrganizationId, article.Number }).IsUnique();
    }
}
