using System.Diagnostics;
using TicketRag.StandIns.Qdrant;

namespace TicketRag.Benchmarks.Hosts;

/// <summary>
/// The stand-in of Qdrant as a process of its own, as a server is: it compares with every point, which takes the longer the more there are, and would do so in the process that measures.
/// </summary>
internal sealed class QdrantProcess : IAsyncDisposable
{
    public const string Command = "qdrant-stand-in";

    private const string StandingBack = "standing-back";

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private readonly Process _process;

    private QdrantProcess(Process process, string connectionString) => (_process, ConnectionString) = (process, connectionString);

    public string ConnectionString { get; }

    /// <param name="standsBack">Lets others' threads go first, as if it had a machine of its own: where it is not on the path that is measured.</param>
    /// <exception cref="InvalidOperationException">It ended before it listened.</exception>
    public static async Task<QdrantProcess> StartNewAsync(bool standsBack)
    {
        var program = Environment.ProcessPath!;
        string[] assembly = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(QdrantProcess).Assembly.Location] : [];
        string[] arguments = [.. assembly, Command, .. standsBack ? [StandingBack] : Array.Empty<string>()];
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return await process.StandardOutput.ReadLineAsync() is { } connectionString
            ? new(process, connectionString)
            : throw new InvalidOperationException("The stand-in of Qdrant ended before it listened.");
    }

    /// <summary>What that process does: says where it listens, until its input ends, which it does with the process that started it.</summary>
    public static async Task<int> RunAsync(string[] options)
    {
        if (options.Contains(StandingBack))
        {
            // Before there are threads that answer: they get it from this one.
            using var self = Process.GetCurrentProcess();
            self.PriorityClass = ProcessPriorityClass.BelowNormal;
        }

        await using var qdrant = await QdrantStandIn.StartNewAsync();
        qdrant.Records = false;
        Console.WriteLine(qdrant.ConnectionString);
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Nobody says anything.
        }

        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(StopLimit, TimeProvider.System);
        await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
