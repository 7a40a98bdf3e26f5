namespace TicketRag.Core.Organizations;

/// <summary>A row that belongs to one organization; <see cref="Persistence.AppDb"/> filters every query of it by the current one.</summary>
public interface IOwnedByOrganization
{
    OrganizationId OrganizationId { get; }
}
