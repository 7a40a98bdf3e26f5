using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Answers;

/// <summary>
/// An answer that was given, and what explains it. The answers of a conversation are its memory, those to asynchronous queries what their jobs made.
/// Sources may go meanwhile: nobody is shown one before <see cref="CitedSources"/> has looked.
/// </summary>
public sealed class AnswerRecord : IOwnedByOrganization
{
    public required Guid Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    public required AnswerKind Kind { get; init; }

    /// <summary>The conversation, or the query's job.</summary>
    public required Guid SubjectId { get; init; }

    /// <summary>For whom it was made: nobody else is shown it.</summary>
    public required Audience Audience { get; init; }

    /// <summary>As it was asked; empty once <see cref="KeptAnswers"/> has emptied it.</summary>
    public required string Question { get; init; }

    /// <summary>The <see cref="Reply"/> as JSON, its mode included.</summary>
    public required string Reply { get; init; }

    /// <summary>The <see cref="AnswerTrail"/> as JSON.</summary>
    public required string Trail { get; init; }

    /// <summary>W3C trace id; null where nothing was traced.</summary>
    public string? TraceId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

public enum AnswerKind
{
    Chat,
    Query,
}

internal sealed class AnswerRecordConfiguration : IEntityTypeConfiguration<AnswerRecord>
{
    public void Configure(EntityTypeBuilder<AnswerRecord> builder)
    {
        builder.ToTable("answers");
        builder.Property(record => record.TraceId).HasMaxLength(32);
        builder.HasIndex(record => new { record.OrganizationId, record.SubjectId, record.Id });
        builder.HasIndex(record => record.CreatedAt);
    }
}
