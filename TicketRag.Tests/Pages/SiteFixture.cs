using System.Globalization;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Pages;

/// <summary>A site, and a server that may reach it.</summary>
public sealed class SiteFixture : IAsyncLifetime
{
    private SampleSite? _site;
    private ApiServer? _server;

    internal SampleSite Site => _site!;

    internal ApiServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _site = await SampleSite.StartAsync();
        _server = ApiServer.Start("Production", new Dictionary<string, string?>
        {
            ["Outbound:AllowedNetworks:0"] = "127.0.0.0/8",
            ["Outbound:ExtraPorts:0"] = _site.Address.Port.ToString(CultureInfo.InvariantCulture),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Site.DisposeAsync();
    }
}
