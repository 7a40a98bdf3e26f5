using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Documents;

/// <summary>
/// Under which key a file was put in. The same bytes under two keys are one document with two references; it goes when its last sender takes
/// it back.
/// </summary>
public sealed class DocumentReference : IOwnedByOrganization
{
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>The sender's id of the file, or the one that follows from its name: see <see cref="ChunkIds.NamedDocument"/>.</summary>
    public required Guid Key { get; init; }

    public required Guid DocumentId { get; init; }
}

internal sealed class DocumentReferenceConfiguration : IEntityTypeConfiguration<DocumentReference>
{
    public void Configure(EntityTypeBuilder<DocumentReference> builder)
    {
        builder.ToTable("document_references");
        builder.HasKey(reference => new { reference.OrganizationId, reference.Key });
        builder.HasOne<Document>().WithMany().HasForeignKey(reference => reference.DocumentId).OnDelete(DeleteBehavior.Cascade);
    }
}
