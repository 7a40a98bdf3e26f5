using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Documents;

/// <summary>
/// The text of one source as it is indexed. Its row changes version in the transaction that replaces its chunks, so a reader sees
/// one version or the other.
/// </summary>
public sealed class Document : IOwnedByOrganization
{
    public const int MaxTitleLength = 500;

    public required Guid Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    public required SourceKind SourceKind { get; init; }

    /// <summary>The ticket, article or asset; for a text, the document itself.</summary>
    public required Guid SourceId { get; init; }

    /// <summary>The label that a client gave when it put the text in: <c>docs</c>, <c>slack</c>…</summary>
    public string? Source { get; set; }

    public required string Title { get; set; }

    /// <summary><c>solved</c> or <c>unsolved</c> for tickets, else null.</summary>
    public string? State { get; set; }

    /// <summary>Who may see the document as a whole; a chunk may be for fewer.</summary>
    public required Audience Audience { get; set; }

    public required string Text { get; set; }

    /// <summary>SHA-256 over the text and all that shapes its chunks.</summary>
    public required string ContentSha256 { get; set; }

    /// <summary>From 1, with every change of content; 0 while its first ingestion has not succeeded: then there is no text yet.</summary>
    public required int Version { get; set; }

    /// <summary>The latest job that works, or worked, on it: <see cref="DocumentState"/> follows from it. Jobs are deleted after a while; then it names none.</summary>
    public Guid? JobId { get; set; }

    public required int ChunkCount { get; set; }

    /// <summary>The original's bytes in the blob store; null where the text itself is the original.</summary>
    public string? BlobSha256 { get; set; }

    public string? FileName { get; set; }

    /// <summary>Of a page: where it is fetched.</summary>
    public string? Address { get; set; }

    /// <summary>The format that the original was read as, such as <c>pdf</c>.</summary>
    public string? Format { get; set; }

    /// <summary>Of a page: the validators of its last fetch (RFC 9110, 8.8), with which an unchanged page is not fetched again.</summary>
    public string? ETag { get; set; }

    public string? LastModified { get; set; }

    public List<string> Tags { get; set; } = [];

    /// <summary>A JSON object of the client's own.</summary>
    public string? Metadata { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class DocumentConfiguration : IEntityTypeConfiguration<Document>
{
    public void Configure(EntityTypeBuilder<Document> builder)
    {
        builder.Property(document => document.Source).HasMaxLength(200);
        builder.Property(document => document.Title).HasMaxLength(Document.MaxTitleLength);
        builder.Property(document => document.State).HasMaxLength(20);
        builder.Property(document => document.ContentSha256).HasMaxLength(64);
        builder.Property(document => document.BlobSha256).HasMaxLength(64);
        builder.Property(document => document.FileName).HasMaxLength(OriginalFile.MaxNameLength);
        builder.Property(document => document.Format).HasMaxLength(20);
        builder.Property(document => document.ETag).HasMaxLength(OriginalFile.MaxValidatorLength);
        builder.Property(document => document.LastModified).HasMaxLength(OriginalFile.MaxValidatorLength);
        builder.HasIndex(document => new { document.OrganizationId, document.BlobSha256 });
        builder.HasIndex(document => new { document.OrganizationId, document.CreatedAt, document.Id });
        builder.Property(document => document.Version).IsConcurrencyToken();
        builder.HasIndex(document => new { document.OrganizationId, document.SourceKind, document.SourceId }).IsUnique();
    }
}
