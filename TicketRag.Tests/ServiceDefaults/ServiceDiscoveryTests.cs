using System.Net;
using Microsoft.Extensions.Configuration;
using TicketRag.ServiceDefaults.Discovery;
using TicketRag.ServiceDefaults.Resilience;

namespace TicketRag.Tests.ServiceDefaults;

public class ServiceDiscoveryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://api/health?full=1", "http://localhost:5080/health?full=1")]
    [InlineData("https://api/", "https://localhost:5443/")]
    [InlineData("https+http://api/", "https://localhost:5443/")]
    [InlineData("http+https://api/", "http://localhost:5080/")]
    [InlineData("https+http://worker/", "http://10.0.0.7:8080/")]
    [InlineData("http://_admin.api/jobs", "http://localhost:9000/jobs")]
    [InlineData("http://API/", "http://localhost:5080/")]
    public void Name_resolves_to_its_configured_address(string named, string expected)
    {
        var endpoints = Endpoints(
            ("services:api:http:0", "http://localhost:5080"),
            ("services:api:https:0", "https://localhost:5443"),
            ("services:api:admin:0", "http://localhost:9000"),
            ("services:worker:http:0", "10.0.0.7:8080"));

        Assert.Equal(expected, endpoints.Resolve(new(named)).ToString());
    }

    [Fact]
    public void Default_endpoint_goes_before_the_scheme()
    {
        var endpoints = Endpoints(("services:ext:default:0", "https://ext.example/"), ("services:ext:http:0", "http://other.example"));

        Assert.Equal("https://ext.example/v1", endpoints.Resolve(new("http://ext/v1")).ToString());
    }

    [Theory]
    [InlineData("http://qdrant:6333/collections", "http://qdrant:6333/collections")]
    [InlineData("http://127.0.0.1:11434/api/embed", "http://127.0.0.1:11434/api/embed")]
    [InlineData("https+http://elsewhere/", "https://elsewhere/")]
    [InlineData("http://_admin.api/", "http://_admin.api/")]
    public void Name_that_is_not_configured_is_left_to_dns(string named, string expected)
    {
        var endpoints = Endpoints(("services:api:http:0", "http://localhost:5080"));

        Assert.Equal(expected, endpoints.Resolve(new(named)).ToString());
    }

    [Fact]
    public void Several_addresses_take_turns()
    {
        var endpoints = Endpoints(
            ("services:api:http:0", "http://a:1"),
            ("services:api:http:1", "http://b:2"),
            ("services:api:http:2", "http://c:3"));

        var hosts = Enumerable.Range(0, 7).Select(_ => endpoints.Resolve(new("http://api")).Host);

        Assert.Equal(["a", "b", "c", "a", "b", "c", "a"], hosts);
    }

    [Fact]
    public void Address_that_is_none_is_refused_by_its_name()
    {
        var endpoints = Endpoints(("services:api:http:0", "http://"));

        var refusal = Assert.Throws<InvalidOperationException>(() => endpoints.Resolve(new("http://api")));

        Assert.Contains("services:api:http:0", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Retry_goes_to_the_next_address()
    {
        var server = new ScriptedServer(n => new(n == 1 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK));
        using var host = new ClientHost(
            server,
            client => client.WithStandardResilience(options => options.RetryDelay = TimeSpan.Zero),
            ("services:api:http:0", "http://a:1"),
            ("services:api:http:1", "http://b:2"));

        using var response = await host.Client.GetAsync("http://api/alive", Cancellation);

        Assert.Equal(new("http://a:1/alive"), (await server.NextAsync(Cancellation)).Uri);
        Assert.Equal(new("http://b:2/alive"), (await server.NextAsync(Cancellation)).Uri);
    }

    [Fact(Timeout = 30_000)]
    public async Task Client_without_resilience_still_discovers()
    {
        var server = ScriptedServer.Always(HttpStatusCode.OK);
        using var host = new ClientHost(server, client => client.WithoutStandardResilience(), ("services:api:http:0", "http://a:1"));

        using var response = await host.Client.GetAsync("https+http://api/", Cancellation);

        Assert.Equal(new("http://a:1/"), (await server.NextAsync(Cancellation)).Uri);
    }

    private static ServiceEndpoints Endpoints(params (string Key, string Value)[] settings) =>
        new(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build());
}
