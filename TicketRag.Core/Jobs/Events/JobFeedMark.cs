using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TicketRag.Core.Jobs.Events;

/// <summary>A place in the feed of changed jobs that has to be remembered.</summary>
public sealed class JobFeedMark
{
    /// <summary>Up to where changes were deleted.</summary>
    public const string Trimmed = "trimmed";

    /// <summary>Up to where ended jobs were announced to webhooks.</summary>
    public const string Webhooks = "webhooks";

    public required string Name { get; init; }

    public required string Position { get; set; }
}

internal sealed class JobFeedMarkConfiguration : IEntityTypeConfiguration<JobFeedMark>
{
    public void Configure(EntityTypeBuilder<JobFeedMark> builder)
    {
        builder.ToTable("job_feed_marks");
        builder.HasKey(mark => mark.Name);
        builder.Property(mark => mark.Name).HasMaxLength(60);
    }
}
