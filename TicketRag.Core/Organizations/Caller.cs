namespace TicketRag.Core.Organizations;

/// <summary>Who asks: the credential behind a request, within one organization.</summary>
/// <param name="Name">The credential's name, for the audit.</param>
/// <param name="Role">After <c>x-role</c> may have lowered it.</param>
/// <param name="Audience">As whom it reads.</param>
public sealed record Caller(OrganizationId Organization, string Slug, string Name, Role Role, Audience Audience);
