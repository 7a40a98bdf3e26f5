using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using TicketRag.Core.Connections;
using TicketRag.Core.Models.Ollama;
using TicketRag.StandIns.Ollama;

namespace TicketRag.Tests.Models.Ollama;

public class OllamaRegistrationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_connections_are_healthy_when_their_models_are_there()
    {
        await using var ollama = await OllamaHost.StartAsync();

        var report = await ollama.CheckHealthAsync();

        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Equal(["chat", "embed"], report.Entries.Keys.Order());
        Assert.All(report.Entries.Values, entry => Assert.Equal(["dependency"], entry.Tags));
    }

    [Fact]
    public async Task A_missing_model_degrades_only_its_own_connection()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Models.Remove("llama3.2");

        var report = await ollama.CheckHealthAsync();

        Assert.Equal(HealthStatus.Healthy, report.Entries["embed"].Status);
        Assert.Equal(HealthStatus.Degraded, report.Entries["chat"].Status);
        Assert.Equal("llama3.2:latest is missing", report.Entries["chat"].Description);
    }

    [Fact]
    public async Task A_dead_server_degrades_and_says_why()
    {
        await using var ollama = await OllamaHost.StartAsync();
        await ollama.Server.StopAsync();

        var report = await ollama.CheckHealthAsync();

        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Contains("ConnectionError", report.Entries["embed"].Description);
    }

    [Fact]
    public async Task Handlers_for_all_clients_do_not_reach_the_models()
    {
        await using var server = await OllamaStandIn.StartAsync();
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .ConfigureHttpClientDefaults(clients => clients.AddHttpMessageHandler(() => new ImpatientHandler()))
            .AddOllamaChat(new(server.Endpoint, Model: "llama3.2"))
            .BuildServiceProvider();

        await services.GetRequiredService<IChatClient>().GetResponseAsync("hello", cancellationToken: Cancellation);

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_key_is_sent_as_a_bearer_token()
    {
        await using var server = await OllamaStandIn.StartAsync();
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddOllamaChat(new(server.Endpoint, Key: "secret", Model: "llama3.2"))
            .BuildServiceProvider();

        await services.GetRequiredService<IChatClient>().GetResponseAsync("hello", cancellationToken: Cancellation);

        Assert.Equal("Bearer secret", Assert.Single(server.Requests).Authorization);
    }

    [Fact]
    public void A_connection_without_a_model_is_refused_by_name()
    {
        var thrown = Assert.Throws<FormatException>(
            () => new ServiceCollection().AddOllamaEmbeddings(EndpointConnection.Parse("embed", "http://localhost:11434")));

        Assert.Contains("ConnectionStrings:embed names no model", thrown.Message);
    }

    [Theory]
    [InlineData("EmbedBatchSize", "0")]
    [InlineData("QueryTimeout", "00:00:00")]
    [InlineData("BreakAfterFailures", "1")]
    [InlineData("ContextLength", "1")]
    public async Task Settings_out_of_range_are_refused_by_name(string setting, string value)
    {
        await using var ollama = await OllamaHost.StartAsync(settings: (setting, value));

        var thrown = Assert.Throws<OptionsValidationException>(
            () => ollama.Services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(setting, thrown.Message);
    }

    private sealed class ImpatientHandler : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new TimeoutException("as a resilience handler for all clients would");
    }
}
