using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace TicketRag.StandIns.Ollama;

/// <summary>
/// An Ollama server without models in it: the HTTP API of version 0.32 on a free loopback port, as strict as the original about
/// bodies, with its error shapes and codes. Vectors are hashed bags of words, replies come from <see cref="Reply"/>.
/// </summary>
public sealed class OllamaStandIn : IAsyncDisposable
{
    public const string Version = "0.32.15";

    private readonly ConcurrentQueue<OllamaStandInRequest> requests = new();
    private readonly Channel<OllamaStandInRequest> aborted = Channel.CreateUnbounded<OllamaStandInRequest>();
    private WebApplication? server;

    private OllamaStandIn(IEnumerable<OllamaStandInModel> models)
    {
        foreach (var model in models)
        {
            Models.Add(model);
        }
    }

    /// <summary>The same before and after <see cref="StopAsync"/> and <see cref="StartAsync()"/>.</summary>
    public Uri Endpoint { get; private set; } = new("http://127.0.0.1:0");

    public OllamaStandInModels Models { get; } = new();

    public OllamaFaults Faults { get; } = new();

    /// <summary>What a chat model says, given what it was asked. Also the place for a model that makes things up: <see cref="SchemaReply.Invented"/>.</summary>
    public Func<OllamaChatRequest, string> Reply { get; set; } = SchemaReply.FromPrompt;

    /// <summary>All requests with a body that is JSON, in order of arrival.</summary>
    public IReadOnlyList<OllamaStandInRequest> Requests => [.. requests];

    /// <summary>With these models, or one that embeds and one that chats.</summary>
    public static async Task<OllamaStandIn> StartAsync(params IReadOnlyList<OllamaStandInModel> models)
    {
        var standIn = new OllamaStandIn(models.Count > 0 ? models : [OllamaStandInModel.Embedding(), OllamaStandInModel.Chat()]);
        await standIn.StartAsync();
        return standIn;
    }

    /// <summary>Listens again, on the same port, where it doesn't.</summary>
    public async Task StartAsync()
    {
        if (server is not null)
        {
            return;
        }

        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, Endpoint.Port));
        builder.Services.AddRoutingCore();
        server = builder.Build();
        server.Use(new OllamaRequestGate(Faults, requests, aborted.Writer).InvokeAsync);
        server.UseRouting();
        server.MapModels(Models).MapPull(Models, Faults).MapEmbed(Models).MapChat(Models, Faults, request => Reply(request));
        await server.StartAsync();
        Endpoint = new(server.Urls.First());
    }

    /// <summary>Stops at once, as a killed process does: open requests are cut.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref server, null) is { } running)
        {
            await running.StopAsync(new CancellationToken(canceled: true));
            await running.DisposeAsync();
        }
    }

    /// <summary>The next request whose client went away before the answer was complete.</summary>
    public async Task<OllamaStandInRequest> NextAbortedAsync(CancellationToken cancellationToken) =>
        await aborted.Reader.ReadAsync(cancellationToken);

    public async ValueTask DisposeAsync() => await StopAsync();
}
