using System.Net;
using System.Net.Sockets;
using TicketRag.Core.Outbound;

namespace TicketRag.Tests.Outbound;

public class OutboundGuardTests
{
    private static readonly CancellationToken Cancelled = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://example.com/")]
    [InlineData("http://example.com:22/")]
    [InlineData("https://example.com:6379/")]
    [InlineData("http://user:secret@example.com/")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    public void Refused_before_anything_is_resolved(string uri) => Assert.NotNull(Guard(new()).Refusal(new(uri)));

    [Theory]
    [InlineData("http://example.com/")]
    [InlineData("https://example.com/")]
    [InlineData("https://bücher.example/")]
    [InlineData("http://93.184.216.34/")]
    public void Nothing_speaks_against_a_public_address(string uri) => Assert.Null(Guard(new()).Refusal(new(uri)));

    [Fact]
    public async Task One_private_address_among_several_refuses_the_name()
    {
        var guard = Guard(new(), "93.184.216.34", "10.0.0.1");

        await Assert.ThrowsAsync<OutboundRefusedException>(() => guard.AddressesAsync("example.com", Cancelled));
    }

    [Fact]
    public async Task A_refusal_does_not_say_what_the_name_resolves_to()
    {
        var refused = await Assert.ThrowsAsync<OutboundRefusedException>(() => Guard(new(), "10.11.12.13").AddressesAsync("db.internal", Cancelled));

        Assert.DoesNotContain("10.11", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wiki.corp.example", true)]
    [InlineData("WIKI.corp.example.", true)]
    [InlineData("a.b.intra.example", true)]
    [InlineData("intra.example", false)]
    [InlineData("evilintra.example", false)]
    [InlineData("wiki.corp.example.evil.example", false)]
    public async Task Allowed_names_may_lead_to_private_addresses(string host, bool allowed)
    {
        var guard = Guard(new() { AllowedHosts = ["wiki.corp.example", "*.intra.example"] }, "10.0.0.1");

        var refused = await Record.ExceptionAsync(() => guard.AddressesAsync(host, Cancelled));

        Assert.Equal(allowed, refused is null);
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("0.0.0.0")]
    [InlineData("fe80::1")]
    [InlineData("::ffff:169.254.169.254")]
    public async Task An_allowed_name_does_not_lead_to_metadata_or_link_local_addresses(string address)
    {
        var guard = Guard(new() { AllowedHosts = ["wiki.corp.example"] }, address);

        await Assert.ThrowsAsync<OutboundRefusedException>(() => guard.AddressesAsync("wiki.corp.example", Cancelled));
    }

    [Theory]
    [InlineData("10.20.3.4", true)]
    [InlineData("::ffff:10.20.3.4", true)]
    [InlineData("10.21.0.1", false)]
    [InlineData("64:ff9b::10.20.3.4", false)]
    public async Task Allowed_networks_are_reached_and_no_others(string address, bool allowed)
    {
        var guard = Guard(new() { AllowedNetworks = ["10.20.0.0/16"] }, address);

        Assert.Equal(allowed, await Record.ExceptionAsync(() => guard.AddressesAsync("some.example", Cancelled)) is null);
    }

    [Fact]
    public void A_port_is_allowed_for_all_or_for_one_host()
    {
        var guard = Guard(new() { ExtraPorts = [8080], AllowedHosts = ["wiki.corp.example:9000"] });

        Assert.Null(guard.Refusal(new("http://example.com:8080/")));
        Assert.Null(guard.Refusal(new("http://wiki.corp.example:9000/")));
        Assert.NotNull(guard.Refusal(new("http://example.com:9000/")));
        Assert.NotNull(guard.Refusal(new("http://wiki.corp.example:9001/")));
    }

    [Fact]
    public async Task A_name_without_addresses_is_a_failure_of_the_network() =>
        await Assert.ThrowsAsync<SocketException>(() => Guard(new()).AddressesAsync("nowhere.example", Cancelled));

    private static OutboundGuard Guard(OutboundOptions options, params string[] addresses) =>
        new(options, (_, _) => Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse)));
}
