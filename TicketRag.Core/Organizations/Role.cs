namespace TicketRag.Core.Organizations;

/// <summary>What a caller may do; each includes the ones before it.</summary>
public enum Role
{
    Viewer,
    Editor,
    Admin,
}
