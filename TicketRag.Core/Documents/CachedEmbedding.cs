using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Documents;

/// <summary>An embedding that was computed once for an organization, by model and SHA-256 of the text.</summary>
public sealed class CachedEmbedding : IOwnedByOrganization
{
    public const int MaxModelLength = 200;

    public required OrganizationId OrganizationId { get; init; }

    public required string Model { get; init; }

    public required string TextSha256 { get; init; }

    /// <summary>Little-endian float32.</summary>
    public required byte[] Bytes { get; init; }

    public float[] ToVector() => MemoryMarshal.Cast<byte, float>(Bytes).ToArray();

    public static byte[] ToBytes(ReadOnlySpan<float> vector) => MemoryMarshal.AsBytes(vector).ToArray();
}

internal sealed class CachedEmbeddingConfiguration : IEntityTypeConfiguration<CachedEmbedding>
{
    public void Configure(EntityTypeBuilder<CachedEmbedding> builder)
    {
        builder.ToTable("embeddings");
        builder.HasKey(embedding => new { embedding.OrganizationId, embedding.Model, embedding.TextSha256 });
        builder.Property(embedding => embedding.Model).HasMaxLength(CachedEmbedding.MaxModelLength);
        builder.Property(embedding => embedding.TextSha256).HasMaxLength(64);
    }
}
