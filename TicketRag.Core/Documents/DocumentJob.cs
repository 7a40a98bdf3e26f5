using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Documents;

/// <summary>That a job worked on a document, so that its payload goes with the document. Jobs are deleted on their own; what is left of them here goes later.</summary>
public sealed class DocumentJob : IOwnedByOrganization
{
    public required Guid DocumentId { get; init; }

    public required Guid JobId { get; init; }

    public required OrganizationId OrganizationId { get; init; }
}

internal sealed class DocumentJobConfiguration : IEntityTypeConfiguration<DocumentJob>
{
    public void Configure(EntityTypeBuilder<DocumentJob> builder)
    {
        builder.ToTable("document_jobs");
        builder.HasKey(link => new { link.DocumentId, link.JobId });
        builder.HasOne<Document>().WithMany().HasForeignKey(link => link.DocumentId).OnDelete(DeleteBehavior.Cascade);
    }
}
