using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TicketRag.ServiceDefaults;

namespace TicketRag.Tests.ServiceDefaults;

/// <summary>A small web service with the service defaults, on a real port.</summary>
internal sealed class SampleService : IAsyncDisposable
{
    public const string SourceName = "TicketRag.Sample";

    private static readonly ActivitySource Source = new(SourceName);
    private static readonly Meter Meter = new(SourceName);
    private static readonly Counter<long> Opened = Meter.CreateCounter<long>("ticketrag.sample.opened");

    private readonly WebApplication app;

    private SampleService(WebApplication app) => this.app = app;

    public HttpClient Client { get; } = new();

    /// <param name="settings">What the environment would say.</param>
    public static async Task<SampleService> StartAsync(
        IEnumerable<KeyValuePair<string, string?>> settings,
        CancellationToken cancellationToken,
        Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/tickets/{id:int}", OpenTicket);
        app.MapGet("/relay/{id:int}", Relay);
        app.MapGet("/refused", () => TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable));
        app.MapGet("/broken", string () => throw new InvalidOperationException("the secret cause"));

        await app.StartAsync(cancellationToken);
        var service = new SampleService(app);
        service.Client.BaseAddress = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return service;
    }

    /// <summary>Calls a path as part of a trace of the caller's own, so that its spans can be told from all others of this process.</summary>
    public async Task<HttpResponseMessage> GetAsync(string path, ActivityTraceId trace, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        return await Client.SendAsync(request, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static string OpenTicket(int id, ILogger<SampleService> logger)
    {
        using var span = Source.StartActivity("ticket.open");
        using var scope = logger.BeginScope(new Dictionary<string, object> { ["organization"] = "acme" });
        logger.LogInformation("Ticket {TicketId} opened", id);
        Opened.Add(1);
        return "opened";
    }

    private static Task<string> Relay(int id, IHttpClientFactory clients, HttpContext context, CancellationToken cancellationToken) =>
        clients.CreateClient().GetStringAsync($"http://{context.Request.Host}/tickets/{id}", cancellationToken);
}
