using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;
using TicketRag.Core.Tickets;

namespace TicketRag.Core.Answers;

/// <summary>Where a ticket's suggested solution stands.</summary>
public enum SolutionStatus
{
    Pending,
    Ready,
    Failed,
    Abstained,
}

/// <summary>The suggested solution that is kept on a ticket. Made from what agents may see, so for agents only.</summary>
public sealed class Solution : IOwnedByOrganization
{
    /// <summary>The ticket's id: a ticket has one solution, the latest.</summary>
    public required Guid TicketId { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    public required SolutionStatus Status { get; set; }

    /// <summary>The <see cref="Answer"/> as JSON; null until there is one.</summary>
    public string? Answer { get; set; }

    /// <summary>Why it failed or abstained.</summary>
    public string? Reason { get; set; }

    public Guid? JobId { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class SolutionConfiguration : IEntityTypeConfiguration<Solution>
{
    public void Configure(EntityTypeBuilder<Solution> builder)
    {
        builder.HasKey(solution => solution.TicketId);
        builder.HasOne<Ticket>().WithOne().HasForeignKey<Solution>(solution => solution.TicketId).OnDelete(DeleteBehavior.Cascade);
    }
}
