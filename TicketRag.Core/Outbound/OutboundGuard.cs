using System.Net;
using System.Net.Sockets;

namespace TicketRag.Core.Outbound;

/// <summary>
/// Decides where a request may go whose address came from a client. Names are judged by what they resolve to at the moment of connecting, and the
/// connection goes to the very addresses that were judged: a name that changes its mind in between gains nothing.
/// </summary>
public sealed class OutboundGuard
{
    private readonly HostPattern[] _hosts;
    private readonly IPNetwork[] _networks;
    private readonly HashSet<int> _ports;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;

    /// <param name="resolve">The addresses of a name, or of an address written as text.</param>
    public OutboundGuard(OutboundOptions options, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        _hosts = [.. options.AllowedHosts.Select(host => HostPattern.TryParse(host, out var pattern) ? pattern : throw new FormatException(host))];
        _networks = [.. options.AllowedNetworks.Select(network => IPNetwork.Parse(network))];
        _ports = [80, 443, .. options.ExtraPorts];
        _resolve = resolve;
    }

    /// <summary>What can be said of an address before its name is resolved.</summary>
    /// <returns>Why nothing is sent there, as a sentence for whoever named it; null if nothing speaks against it yet.</returns>
    public string? Refusal(Uri uri)
    {
        if (!uri.IsAbsoluteUri || uri.Scheme is not ("http" or "https"))
        {
            return "Only http and https addresses are reached.";
        }

        if (uri.UserInfo.Length > 0)
        {
            return "An address must not carry a user name or password.";
        }

        if (!MayUsePort(uri.IdnHost, uri.Port))
        {
            return $"Port {uri.Port} is not allowed.";
        }

        return IPAddress.TryParse(uri.IdnHost, out var literal) && !MayReach(uri.IdnHost, literal) ? NotPublic(uri.IdnHost) : null;
    }

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="OutboundRefusedException">One of the name's addresses is not allowed.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        if (!MayUsePort(host, port))
        {
            throw new OutboundRefusedException($"Port {port} is not allowed.");
        }

        var addresses = await AddressesAsync(host, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The addresses of <paramref name="host"/>, all of them allowed.</summary>
    public async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        var addresses = await _resolve(host.Trim('[', ']'), cancellationToken);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        return Array.TrueForAll(addresses, address => MayReach(host, address)) ? addresses : throw new OutboundRefusedException(NotPublic(host));
    }

    private bool MayUsePort(string host, int port) => _ports.Contains(port) || Array.Exists(_hosts, allowed => allowed.Port == port && allowed.Covers(host));

    private bool MayReach(string host, IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return AddressReaches.Of(plain) switch
        {
            AddressReach.Public => true,
            AddressReach.Private when Array.Exists(_hosts, allowed => allowed.Covers(host)) => true,
            _ => Array.Exists(_networks, network => network.Contains(plain)),
        };
    }

    private static string NotPublic(string host) => $"'{host}' is not a public address.";
}
