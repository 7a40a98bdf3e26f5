using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Documents;

/// <summary>A passage of a document: <c>document.Text[Start..End] == Text</c>, always.</summary>
public sealed class Chunk : IOwnedByOrganization
{
    public required Guid Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    public required Guid DocumentId { get; init; }

    public required int Version { get; init; }

    /// <summary>From 0, in the order of the text.</summary>
    public required int Ordinal { get; init; }

    /// <summary>In UTF-16 code units of the document's text.</summary>
    public required int Start { get; init; }

    public required int End { get; init; }

    public required string Text { get; init; }

    /// <summary>The headings above it, outermost first, joined by " › "; null when there is none.</summary>
    public string? HeadingPath { get; init; }

    /// <summary>What must be read with it though it stands elsewhere in the document: the header of its table. Null where there is nothing.</summary>
    public string? Context { get; init; }

    /// <summary>The page or slide of the original that it begins on, from 1; null where there are none.</summary>
    public int? Page { get; init; }

    /// <summary>The sheet of a workbook.</summary>
    public string? Sheet { get; init; }

    /// <summary>The line of a text file or the row of a sheet that it begins at, from 1.</summary>
    public int? Line { get; init; }

    public required Audience Audience { get; init; }

    /// <summary>SHA-256 of <see cref="SearchText"/>: the key of its cached embedding.</summary>
    public required string SearchTextSha256 { get; init; }

    /// <summary>What is embedded and searched: a chunk is hard to find without the name of what it is part of.</summary>
    public static string SearchText(string title, string? headingPath, string? context, string text) =>
        string.Join('\n', new[] { title, headingPath, context, text }.Where(part => part is not null));

    /// <summary>The same of this chunk.</summary>
    public string SearchTextUnder(string title) => SearchText(title, HeadingPath, Context, Text);
}

internal sealed class ChunkConfiguration : IEntityTypeConfiguration<Chunk>
{
    public void Configure(EntityTypeBuilder<Chunk> builder)
    {
        builder.ToTable("chunks");
        builder.Property(chunk => chunk.HeadingPath).HasMaxLength(HeadingStack.MaxPathLength);
        builder.Property(chunk => chunk.Sheet).HasMaxLength(BlockPlace.MaxSheetLength);
        builder.Property(chunk => chunk.SearchTextSha256).HasMaxLength(64);
        builder.HasOne<Document>().WithMany().HasForeignKey(chunk => chunk.DocumentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(chunk => new { chunk.DocumentId, chunk.Version, chunk.Ordinal }).IsUnique();
        builder.HasIndex(chunk => new { chunk.OrganizationId, chunk.Id });
        builder.HasIndex(chunk => new { chunk.OrganizationId, chunk.SearchTextSha256 });
    }
}
