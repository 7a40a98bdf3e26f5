using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Inbound;

/// <summary>A server that may read files beneath a folder, with another folder beside it.</summary>
public sealed class EventFixture : IAsyncDisposable
{
    public const int MaxFileBytes = 1_000_000;

    private readonly TemporaryFolder _folder = new();

    public EventFixture()
    {
        Directory.CreateDirectory(Files);
        Directory.CreateDirectory(Outside);
        Server = ApiServer.Start("Production", new Dictionary<string, string?> { ["Events:FilesBasePath"] = Files, ["Limits:MaxFileBytes"] = $"{MaxFileBytes}" });
    }

    public string Files => Path.Combine(_folder.Path, "files");

    public string Outside => Path.Combine(_folder.Path, "outside");

    internal ApiServer Server { get; }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
