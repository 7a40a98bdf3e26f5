using System.Buffers.Binary;
using System.Net;
using FsCheck;
using FsCheck.Fluent;
using TicketRag.Core.Outbound;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Outbound;

public class AddressReachTests
{
    private static Config Runs => Exploration.Property(runs: 2_000);

    private static readonly Gen<IPAddress> AnyIPv4 =
        Gen.Frequency(
            (3, Gen.Choose(int.MinValue, int.MaxValue).Select(FromBits)),
            (1, from network in Gen.Elements("10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16")
                from bits in Gen.Choose(int.MinValue, int.MaxValue)
                select Within(IPNetwork.Parse(network), bits)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("1.1.1.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001:80b::200e")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2002:808:808::1")]
    public void Hosts_of_the_internet_are_public(string address) => Assert.Equal(AddressReach.Public, AddressReaches.Of(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("::1")]
    [InlineData("fc00::1")]
    [InlineData("fdff:ffff::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::10.1.2.3")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:0:808:808::80ff:fffe")]
    [InlineData("2a00:1450::5efe:10.0.0.1")]
    [InlineData("2a00:1450::200:5efe:192.168.0.1")]
    public void This_machine_and_its_neighbours_are_private(string address) =>
        Assert.Equal(AddressReach.Private, AddressReaches.Of(IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::10.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%3")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("100::1")]
    [InlineData("64:ff9b:1::10.0.0.1")]
    [InlineData("2001:db8::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0:10.0.0.1")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("2001:0:808:808::5601:5601")]
    public void Addresses_that_nobody_means_are_forbidden(string address) =>
        Assert.Equal(AddressReach.Forbidden, AddressReaches.Of(IPAddress.Parse(address)));

    [Fact]
    public void An_address_within_another_reaches_what_it_does_alone() =>
        Check.One(Runs, Prop.ForAll(AnyIPv4.ToArbitrary(), inner =>
            Carriers(inner).All(carrier => AddressReaches.Of(carrier) == AddressReaches.Of(inner))));

    [Fact]
    public void Every_address_of_a_private_network_is_private_or_worse() =>
        Check.One(Runs, Prop.ForAll(
            (from network in Gen.Elements("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "100.64.0.0/10", "fc00::/7", "::1/128")
             from bits in Gen.Choose(int.MinValue, int.MaxValue)
             select Within(IPNetwork.Parse(network), bits)).ToArbitrary(),
            address => AddressReaches.Of(address) != AddressReach.Public));

    [Fact]
    public void No_address_outside_of_global_unicast_is_public() =>
        Check.One(Runs, Prop.ForAll(
            Gen.Choose(0, 255).ArrayOf(16).Select(parts => new IPAddress(Array.ConvertAll(parts, part => (byte)part))).ToArbitrary(),
            address => AddressReaches.Of(address) != AddressReach.Public || (address.GetAddressBytes()[0] & 0xe0) == 0x20));

    private static IEnumerable<IPAddress> Carriers(IPAddress inner)
    {
        var v4 = inner.GetAddressBytes();
        byte[] zeros = new byte[16];
        yield return inner.MapToIPv6();
        yield return new([0, 0x64, 0xff, 0x9b, .. zeros[..8], .. v4]);
        yield return new([0x20, 0x02, .. v4, .. zeros[..10]]);
        yield return new([0x20, 0x01, 0, 0, 8, 8, 8, 8, .. zeros[..4], .. v4.Select(part => (byte)~part)]);
        yield return new([0x20, 0x01, 0, 0, .. v4, .. zeros[..4], 0xf7, 0xf7, 0xf7, 0xf7]);
        yield return new([0x2a, 0, 0x14, 0x50, .. zeros[..4], 0, 0, 0x5e, 0xfe, .. v4]);
    }

    private static IPAddress FromBits(int bits)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, bits);
        return new(bytes);
    }

    private static IPAddress Within(IPNetwork network, int bits)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        var random = FromBits(bits).GetAddressBytes();
        for (var bit = network.PrefixLength; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] |= (byte)(random[bit / 8 % 4] & (0x80 >> (bit % 8)));
        }

        return new(bytes);
    }
}
