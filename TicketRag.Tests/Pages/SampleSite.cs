using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TicketRag.Tests.Pages;

/// <summary>A web site on a port of this machine, which counts what it is asked for.</summary>
internal sealed class SampleSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SampleSite(WebApplication app) => _app = app;

    /// <summary>What a page says, by its name.</summary>
    public ConcurrentDictionary<string, string> Texts { get; } = new();

    public ConcurrentQueue<(string Path, int Status, string UserAgent)> Requests { get; } = new();

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<SampleSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var site = new SampleSite(builder.Build());
        site.Map();
        await site._app.StartAsync(TestContext.Current.CancellationToken);
        return site;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map()
    {
        _app.Use(async (context, next) =>
        {
            await next();
            Requests.Enqueue((context.Request.Path, context.Response.StatusCode, context.Request.Headers.UserAgent.ToString()));
        });
        _app.MapGet("/robots.txt", () => "User-agent: *\nDisallow: /private");
        _app.MapGet("/private", () => Results.Content(Page("Kept private."), "text/html"));
        _app.MapGet("/astray", () => Results.Redirect("/private"));
        _app.MapGet("/moved/{name}", (string name) => Results.Redirect($"/page/{name}"));
        _app.MapGet("/page/{name}", (HttpContext context, string name) =>
        {
            var text = Texts.GetOrAdd(name, "The tray is beneath the lid, as every manual says.");
            var tag = $"\"{text.Length}\"";
            context.Response.Headers.ETag = tag;
            return context.Request.Headers.IfNoneMatch == tag ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Content(Page(text), "text/html; charset=utf-8");
        });
    }

    private static string Page(string text) => $"<html><head><title>Trays of our printers</title></head><body><h1>Trays of our printers</h1><p>{text}</p></body></html>";
}
