using System.Net;
using System.Net.Sockets;

namespace TicketRag.Core.Outbound;

/// <summary>How far an address reaches, as far as it matters to whom a request may be sent.</summary>
public enum AddressReach
{
    /// <summary>A host on the internet.</summary>
    Public,

    /// <summary>This machine or its neighbours: loopback, RFC 1918, carrier-grade NAT, unique local. A setting may allow a name that leads there.</summary>
    Private,

    /// <summary>No host that anybody means: metadata services, link-local, multicast, documentation, reserved, unspecified.</summary>
    Forbidden,
}

/// <summary>The special-purpose addresses of IANA's two registries (RFC 6890 and its updates) and the metadata addresses of clouds.</summary>
public static class AddressReaches
{
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork WellKnownNat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Teredo = IPNetwork.Parse("2001::/32");

    private static readonly IPNetwork[] Forbidden = Parse(
        "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::/32", "fd20:ce::/32",
        "2001::/23", "2001:db8::/32", "3fff::/20");

    private static readonly IPNetwork[] Private = Parse(
        "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7");

    public static AddressReach Of(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return OfNative(address);
        }

        // An address that carries another reaches what that one does: routers on the way unpack it.
        var worst = AddressReach.Public;
        var carries = false;
        foreach (var carried in CarriedBy(address))
        {
            carries = true;
            worst = (AddressReach)Math.Max((int)worst, (int)OfNative(carried));
        }

        return carries ? worst : OfNative(address);
    }

    private static AddressReach OfNative(IPAddress address)
    {
        if (IsIn(Forbidden, address))
        {
            return AddressReach.Forbidden;
        }

        if (IsIn(Private, address))
        {
            return AddressReach.Private;
        }

        return address.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(address) ? AddressReach.Public : AddressReach.Forbidden;
    }

    private static IEnumerable<IPAddress> CarriedBy(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        if (address.IsIPv4MappedToIPv6 || WellKnownNat64.Contains(address))
        {
            yield return new(bytes.AsSpan(12, 4));
        }
        else if (SixToFour.Contains(address))
        {
            yield return new(bytes.AsSpan(2, 4));
        }
        else if (Teredo.Contains(address))
        {
            // Its server in the clear, and the client with every bit turned over (RFC 4380).
            yield return new(bytes.AsSpan(4, 4));
            yield return new([(byte)~bytes[12], (byte)~bytes[13], (byte)~bytes[14], (byte)~bytes[15]]);
        }
        else if (GlobalUnicast.Contains(address) && bytes[8] is 0 or 2 && bytes.AsSpan(9, 3).SequenceEqual<byte>([0, 0x5e, 0xfe]))
        {
            // ISATAP (RFC 5214); the address around it counts, too.
            yield return new(bytes.AsSpan(12, 4));
            if (OfNative(address) != AddressReach.Public)
            {
                yield return IPAddress.Any;
            }
        }
    }

    private static bool IsIn(IPNetwork[] networks, IPAddress address) => Array.Exists(networks, network => network.Contains(address));

    private static IPNetwork[] Parse(params string[] networks) => Array.ConvertAll(networks, network => IPNetwork.Parse(network));
}
