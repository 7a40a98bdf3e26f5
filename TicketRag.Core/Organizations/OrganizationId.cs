namespace TicketRag.Core.Organizations;

/// <summary>The tenant a call is for. Every store takes one, so that none can be called without.</summary>
/// <param name="Value">A version 7 Guid.</param>
public readonly record struct OrganizationId(Guid Value)
{
    /// <summary>The product itself: jobs that concern all organizations run in its name. No row of a customer belongs to it.</summary>
    public static OrganizationId System { get; } = new(Guid.Empty);

    public static OrganizationId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}
