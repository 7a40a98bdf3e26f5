using TicketRag.Tests.Api.Inbound;
using TicketRag.Tests.Infrastructure;

[assembly: AssemblyFixture(typeof(EventFixture))]

namespace TicketRag.Tests.Api.Inbound;

/// <summary>A server that may read files beneath a folder, with another folder beside it.</summary>
public sealed class EventFixture : IAsyncDisposable
{
    public const int MaxFileBytes = 1_000_000;

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<ApiServer> _server;

    public EventFixture()
    {
        Directory.CreateDirectory(Files);
        Directory.CreateDirectory(Outside);
        _server = new(() => ApiServer.Start(
            "Production", new Dictionary<string, string?> { ["Events:FilesBasePath"] = Files, ["Limits:MaxFileBytes"] = $"{MaxFileBytes}" }));
    }

    public string Files => Path.Combine(_folder.Path, "files");

    public string Outside => Path.Combine(_folder.Path, "outside");

    internal ApiServer Server => _server.Value;

    /// <returns>The same path.</returns>
    public string Write(string relative, string text)
    {
        var path = Path.Combine(Files, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return relative;
    }

    public void Link(string name, Action<string> create)
    {
        var path = Path.Combine(Files, name);
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null)
        {
            create(path);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await Server.DisposeAsync();
        }

        _folder.Dispose();
    }
}
