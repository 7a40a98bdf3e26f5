using System.Globalization;
using TicketRag.StandIns.Servers;
using TicketRag.Tests.Distributed;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Processes;

/// <summary>The whole product as one real process, with a data folder and a folder for temporary files of its own, which outlive it.</summary>
internal sealed class EmbeddedProcess : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IReadOnlyDictionary<string, string> _settings;

    private EmbeddedProcess(IReadOnlyDictionary<string, string> settings)
    {
        _settings = settings;
        Directory.CreateDirectory(Temporary);
    }

    public ServiceProcess Process { get; private set; } = null!;

    public HttpClient Client => Process.Client;

    public string Temporary => Path.Combine(_folder.Path, "tmp");

    public string Incoming => Path.Combine(_folder.Path, "data", "blobs", "incoming");

    public string Key { get; private set; } = "";

    public static async Task<EmbeddedProcess> StartAsync(params IEnumerable<(string Name, string Value)> settings)
    {
        var product = new EmbeddedProcess(settings.ToDictionary(setting => setting.Name, setting => setting.Value));
        await product.StartAgainAsync();
        await product.Client.BecomeAdminOfAsync("process", TestContext.Current.CancellationToken);
        product.Key = product.Client.DefaultRequestHeaders.GetValues("x-api-key").Single();
        return product;
    }

    public async Task StartAgainAsync()
    {
        Process = ServiceProcess.Start("TicketRag.Api", new Dictionary<string, string>(_settings)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ServerProcess.FreePort()}"),
            ["Access__OperatorKey"] = ProductDeployment.OperatorKey,
            ["Data__Folder"] = Path.Combine(_folder.Path, "data"),
            ["TMPDIR"] = Temporary,
            ["DOTNET_EnableDiagnostics"] = "0",
        });
        await Process.WaitUntilUpAsync(TestContext.Current.CancellationToken);
        if (Key.Length > 0)
        {
            Client.DefaultRequestHeaders.Add("x-api-key", Key);
        }
    }

    /// <summary>The files that it has open, by the system's word; those without a name, too.</summary>
    public IEnumerable<string> OpenFiles() =>
        Directory.EnumerateFileSystemEntries($"/proc/{Process.Id}/fd").Select(TargetOf).OfType<string>();

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Dispose();
    }

    private static string? TargetOf(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
