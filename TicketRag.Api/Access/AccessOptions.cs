namespace TicketRag.Api.Access;

/// <summary>Section <c>Access</c>.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>The operator's key, for <c>x-admin-key</c>. Unset outside Development: operator routes answer 401.</summary>
    public string? OperatorKey { get; init; }
}
