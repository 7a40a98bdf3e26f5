namespace TicketRag.Core.Models;

/// <summary>The model server refused this request, and will refuse it again: asking once more is of no use.</summary>
public sealed class ModelRequestException(string connection, string reason) : Exception($"{connection}: {reason}")
{
    public string Dependency { get; } = connection;

    /// <summary>The server's own words.</summary>
    public string Reason { get; } = reason;
}
