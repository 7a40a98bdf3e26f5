using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Tickets;

/// <summary>Something said on a ticket. An internal one is for agents only, in answers too.</summary>
public sealed class Comment : IOwnedByOrganization
{
    public required Guid Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    public required Guid TicketId { get; init; }

    public required string Author { get; init; }

    public required string Body { get; init; }

    public required bool Internal { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class CommentConfiguration : IEntityTypeConfiguration<Comment>
{
    public void Configure(EntityTypeBuilder<Comment> builder)
    {
        builder.ToTable("comments");
        builder.Property(comment => comment.Author).HasMaxLength(200);
        builder.HasOne<Ticket>().WithMany().HasForeignKey(comment => comment.TicketId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(comment => new { comment.TicketId, comment.Id });
    }
}
