using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TicketRag.Core.Webhooks;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Webhooks;

/// <summary>A real server that webhooks are sent to. <c>/{status}/{name}</c> answers that status, <c>/flaky/{name}</c> fails the first time only.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedMessage> _messages = new();

    private WebhookReceiver(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.MapPost("/{status}/{name}", receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public string UrlOf(string path) => new Uri(Address, path).ToString();

    public IReadOnlyList<ReceivedMessage> At(string path) => [.. _messages.Where(message => message.Path == path)];

    /// <summary>Waits for so many messages at a path.</summary>
    public Task<IReadOnlyList<ReceivedMessage>> GetAsync(string path, int count = 1) => Eventually.GetAsync(
        () => Task.FromResult(At(path)), messages => messages.Count >= count, TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> ReceiveAsync(string status, HttpRequest request)
    {
        var body = await new StreamReader(request.Body).ReadToEndAsync();
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var isFirst = At(request.Path).Count == 0;
        _messages.Enqueue(new(request.Path, headers, body));
        return status switch
        {
            "flaky" => Results.StatusCode(isFirst ? 503 : 204),
            "redirect" => Results.Redirect("/200/elsewhere", preserveMethod: true),
            _ => Results.StatusCode(int.Parse(status, CultureInfo.InvariantCulture)),
        };
    }
}

internal sealed record ReceivedMessage(string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public Guid Id => Guid.Parse(Headers["webhook-id"]);

    /// <summary>As a receiver would check it.</summary>
    public bool IsSignedBy(string secret) => Headers["webhook-signature"].Split(' ')
        .Contains(WebhookSecret.Sign(secret, Id, long.Parse(Headers["webhook-timestamp"], CultureInfo.InvariantCulture), Body));
}
