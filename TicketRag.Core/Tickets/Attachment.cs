using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Tickets;

/// <summary>A file on a ticket. Its text is indexed with the ticket, and its bytes lie in the blob store.</summary>
public sealed class Attachment : IOwnedByOrganization
{
    public required Guid Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    public required Guid TicketId { get; init; }

    public required string FileName { get; init; }

    /// <summary>As the client said.</summary>
    public string? ContentType { get; init; }

    /// <summary>In bytes.</summary>
    public required long Length { get; init; }

    public required string BlobSha256 { get; init; }

    /// <summary>For agents only, as an internal note.</summary>
    public required bool Internal { get; init; }

    /// <summary>Whose credential it came with.</summary>
    public required string AddedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class AttachmentConfiguration : IEntityTypeConfiguration<Attachment>
{
    public void Configure(EntityTypeBuilder<Attachment> builder)
    {
        builder.ToTable("attachments");
        builder.Property(attachment => attachment.FileName).HasMaxLength(OriginalFile.MaxNameLength);
        builder.Property(attachment => attachment.ContentType).HasMaxLength(200);
        builder.Property(attachment => attachment.BlobSha256).HasMaxLength(64);
        builder.Property(attachment => attachment.AddedBy).HasMaxLength(200);
        builder.HasOne<Ticket>().WithMany().HasForeignKey(attachment => attachment.TicketId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(attachment => new { attachment.TicketId, attachment.Id });
        builder.HasIndex(attachment => new { attachment.OrganizationId, attachment.BlobSha256 });
    }
}
