using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Answers;

/// <summary>
/// An answer that was given, and what explains it. The answers of a conversation are its memory, those to asynchronous queries what their jobs made; of
/// solutions, whose text is kept on their tickets or nowhere, only what explains them.
/// Sources may go meanwhile: nobody is shown one before <see cref="CitedSources"/> has looked.
/// </summary>
public sealed class AnswerRecord : IOwnedByOrganization
{
    public required Guid Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    public required AnswerKind Kind { get; init; }

    /// <summary>The conversation, the query's job, the ticket that was to be solved; where there is none of these, the record itself.</summary>
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

    /// <summary>A record of what was answered just now, within the current trace.</summary>
    /// <param name="subject">Null: the record is its own.</param>
    public static AnswerRecord Of(AppDb db, AnswerKind kind, Guid? subject, Audience audience, string question, Reply reply, AnswerTrail trail)
    {
        var id = Guid.CreateVersion7();
        return new()
        {
            Id = id,
            OrganizationId = db.RequiredOrganization,
            Kind = kind,
            SubjectId = subject ?? id,
            Audience = audience,
            Question = question,
            Reply = AnswerJson.Write(reply),
            Trail = AnswerJson.Write(trail),
            TraceId = Activity.Current?.TraceId.ToHexString(),
            CreatedAt = db.Now,
        };
    }
}

public enum AnswerKind
{
    Chat,
    Query,
    Solution,
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
