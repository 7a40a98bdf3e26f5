using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace TicketRag.ServiceDefaults.Discovery;

/// <summary>
/// Where services are, by the configuration convention of Microsoft.Extensions.ServiceDiscovery:
/// <c>services:{name}:{endpoint}:{n}</c> = <c>http://host:port</c> (or <c>host:port</c>), which Aspire sets as <c>services__api__http__0</c>.
/// </summary>
/// <remarks>
/// <c>http://api</c> asks for the endpoint <c>default</c> or <c>http</c>, <c>https+http://api</c> prefers https,
/// <c>http://_endpoint.api</c> names the endpoint. Several addresses take turns. A name that isn't configured is left to DNS.
/// </remarks>
public sealed class ServiceEndpoints(IConfiguration configuration)
{
    private const string Section = "services";
    private const string DefaultEndpoint = "default";

    private readonly ConcurrentDictionary<string, Turn> turns = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The address to use for a URI whose host may be a service's name; path and query are kept.</summary>
    public Uri Resolve(Uri uri)
    {
        var schemes = uri.Scheme.Split('+');
        var (service, endpoint) = Split(uri.Host);
        var section = configuration.GetSection(Section).GetSection(service);
        var candidates = section.Exists() ? Addresses(section, endpoint, schemes) : [];
        if (candidates.Count == 0)
        {
            return schemes.Length == 1 ? uri : WithAddress(uri, schemes[0], uri.Host, uri.IsDefaultPort ? -1 : uri.Port);
        }

        var turn = turns.GetOrAdd(uri.Scheme + "://" + uri.Host, static _ => new());
        var (scheme, host, port) = candidates[turn.Next(candidates.Count)];
        return WithAddress(uri, scheme, host, port);
    }

    /// <summary><c>_endpoint.service</c> names one of a service's endpoints.</summary>
    private static (string Service, string? Endpoint) Split(string host) =>
        host.StartsWith('_') && host.IndexOf('.') is > 1 and var dot ? (host[(dot + 1)..], host[1..dot]) : (host, null);

    private static List<Address> Addresses(IConfigurationSection service, string? endpoint, string[] schemes)
    {
        string[] names = endpoint is null ? [DefaultEndpoint, .. schemes] : [endpoint];
        var section = names.Select(service.GetSection).FirstOrDefault(candidate => candidate.Exists());
        if (section is null)
        {
            return [];
        }

        IEnumerable<IConfigurationSection> entries = section.Value is null
            ? section.GetChildren().OrderBy(entry => int.TryParse(entry.Key, CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue)
            : [section];
        // host:port alone speaks what its endpoint is named for.
        var scheme = schemes.Contains(section.Key) ? section.Key : schemes[0];
        var all = entries.Select(entry => Parse(entry, scheme)).ToList();

        // Of several schemes only the one that the caller likes best; a named endpoint says itself what it speaks.
        var best = schemes.FirstOrDefault(wanted => all.Exists(address => address.Scheme == wanted));
        return best is null ? all : all.FindAll(address => address.Scheme == best);
    }

    private static Address Parse(IConfigurationSection entry, string scheme)
    {
        var text = entry.Value ?? "";
        return Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"{scheme}://{text}", UriKind.Absolute, out var uri)
            ? new(uri.Scheme, uri.Host, uri.IsDefaultPort ? -1 : uri.Port)
            : throw new InvalidOperationException($"{entry.Path} is no address: expected http://host:port or host:port.");
    }

    private static Uri WithAddress(Uri uri, string scheme, string host, int port) =>
        new UriBuilder(uri) { Scheme = scheme, Host = host, Port = port }.Uri;

    private sealed record Address(string Scheme, string Host, int Port);

    private sealed class Turn
    {
        private int taken = -1;

        public int Next(int count) => (int)((uint)Interlocked.Increment(ref taken) % (uint)count);
    }
}
