using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TicketRag.Core.Organizations;

/// <summary>Who did what to which row, written in the transaction of the change itself.</summary>
public sealed class AuditEntry : IOwnedByOrganization
{
    public required Guid Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    /// <summary><c>ticket</c>, <c>article</c>, <c>asset</c>, <c>document</c>, <c>job</c>, <c>webhook</c>, <c>index</c>, <c>api_key</c>, <c>organization</c>.</summary>
    public required string SubjectType { get; init; }

    /// <summary>An index has its organization's.</summary>
    public required Guid SubjectId { get; init; }

    /// <summary>A verb in the past tense with its noun: <c>ticket.created</c>, <c>ticket.status_changed</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The credential's name, never its secret.</summary>
    public required string Actor { get; init; }

    /// <summary>What changed, as JSON; null when the action says it all.</summary>
    public string? Details { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_entries");
        builder.Property(entry => entry.SubjectType).HasMaxLength(40);
        builder.Property(entry => entry.Action).HasMaxLength(80);
        builder.Property(entry => entry.Actor).HasMaxLength(200);
        builder.HasIndex(entry => new { entry.OrganizationId, entry.SubjectId, entry.Id });
    }
}
