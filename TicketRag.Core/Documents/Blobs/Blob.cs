using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Documents.Blobs;

/// <summary>An original file that the database keeps, in pieces.</summary>
public sealed class Blob : IOwnedByOrganization
{
    public required OrganizationId OrganizationId { get; init; }

    public required string Sha256 { get; init; }

    /// <summary>In bytes.</summary>
    public required long Length { get; init; }

    public required DateTimeOffset CreatedAt { get; set; }
}

/// <summary>Up to a megabyte of a <see cref="Blob"/>.</summary>
public sealed class BlobPiece : IOwnedByOrganization
{
    public const int MaxLength = 1 << 20;

    public required OrganizationId OrganizationId { get; init; }

    public required string Sha256 { get; init; }

    /// <summary>From 0.</summary>
    public required int Ordinal { get; init; }

    public required byte[] Bytes { get; init; }
}

internal sealed class BlobConfiguration : IEntityTypeConfiguration<Blob>
{
    public void Configure(EntityTypeBuilder<Blob> builder)
    {
        builder.ToTable("blobs");
        builder.HasKey(blob => new { blob.OrganizationId, blob.Sha256 });
        builder.Property(blob => blob.Sha256).HasMaxLength(64);
    }
}

internal sealed class BlobPieceConfiguration : IEntityTypeConfiguration<BlobPiece>
{
    public void Configure(EntityTypeBuilder<BlobPiece> builder)
    {
        builder.ToTable("blob_pieces");
        builder.HasKey(piece => new { piece.OrganizationId, piece.Sha256, piece.Ordinal });
        builder.Property(piece => piece.Sha256).HasMaxLength(64);
        builder.HasOne<Blob>().WithMany().HasForeignKey(piece => new { piece.OrganizationId, piece.Sha256 }).OnDelete(DeleteBehavior.Cascade);
    }
}
