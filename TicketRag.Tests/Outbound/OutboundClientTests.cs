using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TicketRag.Core.Outbound;
using TicketRag.ServiceDefaults;

namespace TicketRag.Tests.Outbound;

/// <summary>The client as the product registers it, beside the service defaults, against a real server on loopback.</summary>
public sealed class OutboundClientTests : IAsyncLifetime
{
    private static readonly CancellationToken Cancelled = TestContext.Current.CancellationToken;

    private WebApplication _server = null!;
    private Uri _address = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.MapGet("/", () => "here");
        _server.MapGet("/hop/{left:int}", (int left) => Results.Redirect(left == 0 ? "/" : $"/hop/{left - 1}"));
        _server.MapGet("/to", (string where) => Results.Redirect(where));
        _server.MapPost("/see-other", () => Results.StatusCode(303));
        _server.MapPost("/again", () => Results.Redirect("/echo", permanent: false, preserveMethod: true));
        _server.MapPost("/away", () => Results.Redirect("/", permanent: false, preserveMethod: false));
        _server.MapPost("/echo", async (HttpRequest request) => await new StreamReader(request.Body).ReadToEndAsync());
        _server.MapGet("/secret", (HttpRequest request) => request.Headers.Authorization.ToString());
        await _server.StartAsync(Cancelled);
        _address = new(_server.Urls.Single());
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Loopback_is_refused_unless_it_is_allowed()
    {
        using var host = Host((Key: "Outbound:ExtraPorts:0", Value: _address.Port.ToString()));

        await Assert.ThrowsAsync<OutboundRefusedException>(() => Client(host).GetAsync(_address, Cancelled));
        await Assert.ThrowsAsync<OutboundRefusedException>(() => Client(host).GetAsync(new Uri($"http://localhost:{_address.Port}/"), Cancelled));
    }

    [Fact]
    public async Task An_allowed_host_answers()
    {
        using var host = Allowing();

        Assert.Equal("here", await Client(host).GetStringAsync(_address, Cancelled));
    }

    [Fact]
    public async Task A_name_known_to_service_discovery_leads_nowhere()
    {
        using var host = Host(("services:api:http:0", _address.ToString()));

        var failure = await Record.ExceptionAsync(() => Client(host).GetAsync(new Uri("http://api/"), Cancelled));

        Assert.True(failure is OutboundRefusedException or HttpRequestException, $"{failure}");
    }

    [Fact]
    public async Task Redirects_are_followed_up_to_the_limit()
    {
        using var host = Allowing();

        Assert.Equal("here", await Client(host).GetStringAsync(new Uri(_address, "/hop/4"), Cancelled));
        await Assert.ThrowsAsync<OutboundRefusedException>(() => Client(host).GetAsync(new Uri(_address, "/hop/5"), Cancelled));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://localhost/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("//10.0.0.1/")]
    public async Task A_redirect_is_checked_like_the_first_address(string target)
    {
        using var host = Allowing();

        await Assert.ThrowsAsync<OutboundRefusedException>(
            () => Client(host).GetAsync(new Uri(_address, $"/to?where={Uri.EscapeDataString(target)}"), Cancelled));
    }

    [Fact]
    public async Task Credentials_do_not_travel_to_another_host()
    {
        using var host = Allowing($"localhost:{_address.Port}");
        foreach (var (target, expected) in new[] { ($"http://localhost:{_address.Port}/secret", ""), ("/secret", "Bearer abc") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_address, $"/to?where={Uri.EscapeDataString(target)}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "abc");

            using var response = await Client(host).SendAsync(request, Cancelled);

            Assert.Equal(expected, await response.Content.ReadAsStringAsync(Cancelled));
        }
    }

    [Fact]
    public async Task A_redirect_that_keeps_the_method_sends_the_body_again()
    {
        using var host = Allowing();

        using var again = await Client(host).PostAsync(new Uri(_address, "/again"), new StringContent("hello"), Cancelled);
        using var away = await Client(host).PostAsync(new Uri(_address, "/away"), new StringContent("hello"), Cancelled);

        Assert.Equal("hello", await again.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal("here", await away.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task A_client_that_follows_no_redirects_hands_them_back()
    {
        using var host = Allowing();

        using var response = await Client(host, "still").GetAsync(new Uri(_address, "/hop/1"), Cancelled);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }

    [Theory]
    [InlineData("Outbound:AllowedHosts:0", "not a host", "AllowedHosts")]
    [InlineData("Outbound:AllowedHosts:0", "http://wiki", "AllowedHosts")]
    [InlineData("Outbound:AllowedNetworks:0", "10.0.0.0-8", "AllowedNetworks")]
    [InlineData("Outbound:ExtraPorts:0", "70000", "ExtraPorts")]
    [InlineData("Outbound:MaxRedirects", "-1", "MaxRedirects")]
    public void Settings_that_are_wrong_are_named(string key, string value, string named)
    {
        using var host = Host((key, value));

        var invalid = Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(named, invalid.Message, StringComparison.Ordinal);
    }

    private static HttpClient Client(IHost host, string name = "pages") => host.Services.GetRequiredService<IHttpClientFactory>().CreateClient(name);

    private IHost Allowing(params string[] more) => Host(
        [("Outbound:AllowedHosts:0", $"127.0.0.1:{_address.Port}"), .. more.Select((one, i) => ($"Outbound:AllowedHosts:{i + 1}", one))]);

    private static IHost Host(params (string Key, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "sample" });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.AddServiceDefaults();
        builder.Services.AddOutboundHttpClient("pages", followRedirects: true);
        builder.Services.AddOutboundHttpClient("still", followRedirects: false);
        return builder.Build();
    }
}
