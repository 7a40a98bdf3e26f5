using System.Data.Common;

namespace TicketRag.Core.Connections;

/// <summary>
/// An HTTP dependency's connection string as Aspire writes it: <c>Endpoint=http://host:port;Key=…;Model=…</c>, or a bare absolute URI.
/// </summary>
public sealed record EndpointConnection(Uri Endpoint, string? Key = null, string? Model = null)
{
    /// <exception cref="FormatException">No absolute http(s) endpoint in it. The message holds no secret.</exception>
    public static EndpointConnection Parse(string name, string connectionString)
    {
        if (TryEndpoint(connectionString, out var bare))
        {
            return new(bare);
        }

        DbConnectionStringBuilder parts;
        try
        {
            parts = new() { ConnectionString = connectionString };
        }
        catch (ArgumentException)
        {
            throw Invalid(name);
        }

        return TryEndpoint(Part("Endpoint"), out var endpoint)
            ? new(endpoint, Part("Key"), Part("Model"))
            : throw Invalid(name);

        string? Part(string key) => parts.TryGetValue(key, out var value) && value is string { Length: > 0 } text ? text : null;
    }

    private static bool TryEndpoint(string? text, out Uri endpoint) =>
        Uri.TryCreate(text, UriKind.Absolute, out endpoint!) && endpoint.Scheme is "http" or "https";

    private static FormatException Invalid(string name) =>
        new($"ConnectionStrings:{name} is not understood: expected Endpoint=http://host:port;Key=…;Model=… or an absolute http(s) URI.");
}
