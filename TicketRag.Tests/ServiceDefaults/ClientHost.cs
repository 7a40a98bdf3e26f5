using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TicketRag.ServiceDefaults;
using TicketRag.ServiceDefaults.Resilience;

namespace TicketRag.Tests.ServiceDefaults;

/// <summary>A host with the service defaults and one HTTP client, <c>sample</c>, whose network is scripted.</summary>
internal sealed class ClientHost : IDisposable
{
    private readonly IHost host;

    public ClientHost(
        ScriptedServer server,
        Action<IHttpClientBuilder>? configure = null,
        params IEnumerable<(string Key, string Value)> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "sample" });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.AddServiceDefaults();
        var client = builder.Services.AddHttpClient("sample", http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => server);
        configure?.Invoke(client);
        host = builder.Build();
        Client = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("sample");
    }

    public TestClock Clock { get; } = new();

    public HttpClient Client { get; }

    /// <summary>Retries follow at once.</summary>
    public static void WithoutWaits(IHttpClientBuilder client) => client.WithStandardResilience(options => options.RetryDelay = TimeSpan.Zero);

    public void Dispose()
    {
        Client.Dispose();
        host.Dispose();
    }
}
