using System.Diagnostics;

namespace TicketRag.StandIns.Servers;

/// <summary>
/// A real Postgres on a free loopback port, in a folder that goes with it. The password has the odd characters that a connection string must carry.
/// </summary>
public sealed class PostgresProcess : IAsyncDisposable
{
    public const string Password = "pg pa$$,w0rd";

    /// <summary>A database that every new server has.</summary>
    public const string FirstDatabase = "postgres";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ticketrag-pg-{Guid.CreateVersion7():N}");
    private readonly string _binaries;
    private readonly bool _durable;
    private Process? _process;

    private PostgresProcess(string binaries, bool durable) => (_binaries, _durable) = (binaries, durable);

    public int Port { get; } = ServerProcess.FreePort();

    /// <summary>The server's own; its sessions are children of it.</summary>
    public int ProcessId => _process!.Id;

    /// <param name="durable">Whether a commit waits for the disk, as it does in production.</param>
    /// <exception cref="ServerNotInstalledException">Postgres isn't here.</exception>
    public static async Task<PostgresProcess> StartNewAsync(bool durable = false)
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin", "postgres")).ToArray()
            : [];
        var server = new PostgresProcess(Path.GetDirectoryName(ServerProcess.Find("postgres", installed))!, durable);
        await server.InitAsync();
        await server.StartAsync();
        return server;
    }

    public string ConnectionString(string database) => $"Host=localhost;Port={Port};Username=postgres;Password={Password};Database={database}";

    /// <summary>At once and without tidying up, as after a crash: sessions are cut, and the next start recovers from the log.</summary>
    public async Task CrashAsync()
    {
        await RunAsPostgresAsync("pg_ctl", "-D", _folder, "-m", "immediate", "stop");
        await _process!.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Again after a crash, on the same port; does nothing while it runs.</summary>
    public async Task StartAsync()
    {
        if (_process is not null)
        {
            return;
        }

        var (command, arguments) = AsPostgres(
            "postgres",
            "-D", _folder, "-p", $"{Port}", "-c", "listen_addresses=localhost", "-c", $"unix_socket_directories={_folder}",
            "-c", "max_connections=300", "-c", "shared_buffers=64MB", "-c", $"fsync={(_durable ? "on" : "off")}");
        _process = ServerProcess.Start(command, arguments);
        await ServerProcess.WaitAsync(() => RunAsPostgresAsync("pg_isready", "-q", "-h", "localhost", "-p", $"{Port}"), TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await CrashAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task InitAsync()
    {
        Directory.CreateDirectory(_folder);
        var passwordFile = _folder + ".password";
        await File.WriteAllTextAsync(passwordFile, Password);
        if (Environment.IsPrivilegedProcess)
        {
            // Postgres refuses to run as root.
            await ServerProcess.RunAsync("chown", "postgres", _folder, passwordFile);
        }

        await RunAsPostgresAsync(
            "initdb", "-D", _folder, "-U", "postgres", "--pwfile", passwordFile, "--auth", "scram-sha-256", "--no-sync", "--no-instructions", "-E", "UTF8", "--locale", "C.UTF-8");
        File.Delete(passwordFile);
    }

    private Task RunAsPostgresAsync(string program, params string[] arguments)
    {
        var (command, all) = AsPostgres(program, arguments);
        return ServerProcess.RunAsync(command, all);
    }

    private (string Command, string[] Arguments) AsPostgres(string program, params string[] arguments) =>
        Environment.IsPrivilegedProcess
            ? ("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", Path.Combine(_binaries, program), .. arguments])
            : (Path.Combine(_binaries, program), arguments);
}
