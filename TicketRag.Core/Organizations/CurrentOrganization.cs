namespace TicketRag.Core.Organizations;

/// <summary>The organization that a request or a job works for; one per scope, set once. Unset, queries find nothing.</summary>
public sealed class CurrentOrganization
{
    public OrganizationId? Id { get; private set; }

    /// <exception cref="InvalidOperationException">Already set to another organization.</exception>
    public void Set(OrganizationId organization)
    {
        if (Id is { } current && current != organization)
        {
            throw new InvalidOperationException("A scope works for one organization only.");
        }

        Id = organization;
    }
}
