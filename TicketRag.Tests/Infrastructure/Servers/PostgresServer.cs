using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence.Postgres;

namespace TicketRag.Tests.Infrastructure.Servers;

/// <summary>
/// A real Postgres for the whole test run, with a database of its own for each test that asks: copies of one that was migrated once.
/// The password has the odd characters that a connection string must carry.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public const string Password = "pg pa$$,w0rd";
    private const string Template = "ticketrag_template";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ticketrag-pg-{Guid.CreateVersion7():N}");
    private readonly SemaphoreSlim _starting = new(1, 1);
    private string? _binaries;
    private Process? _process;
    private int _databases;

    public int Port { get; private set; }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A fresh database with the current schema.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        await StartAsync();
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {Template}");
        return ConnectionString(name);
    }

    /// <summary>A database without a schema.</summary>
    public async Task<string> CreateEmptyDatabaseAsync()
    {
        await StartAsync();
        var name = $"empty{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    public string ConnectionString(string database) => $"Host=localhost;Port={Port};Username=postgres;Password={Password};Database={database}";

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await RunAsPostgresAsync(Path.Combine(_binaries!, "pg_ctl"), "-D", _folder, "-m", "immediate", "stop");
            await _process.WaitForExitAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task StartAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_process is null)
            {
                await InitAsync();
                await LaunchAsync();
                await MakeTemplateAsync();
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task InitAsync()
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin", "postgres")).ToArray()
            : [];
        _binaries = Path.GetDirectoryName(ServerProcess.Find("postgres", installed))!;
        Directory.CreateDirectory(_folder);
        var passwordFile = Path.Combine(_folder, "..", Path.GetFileName(_folder) + ".password");
        await File.WriteAllTextAsync(passwordFile, Password);
        if (Environment.IsPrivilegedProcess)
        {
            // Postgres refuses to run as root.
            await ServerProcess.RunAsync("chown", "postgres", _folder, passwordFile);
        }

        await RunAsPostgresAsync(
            Path.Combine(_binaries, "initdb"), "-D", _folder, "-U", "postgres", "--pwfile", passwordFile, "--auth", "scram-sha-256", "--no-sync", "--no-instructions", "-E", "UTF8", "--locale", "C.UTF-8");
        File.Delete(passwordFile);
    }

    private async Task LaunchAsync()
    {
        Port = ServerProcess.FreePort();
        string[] arguments =
        [
            "-D", _folder, "-p", $"{Port}", "-c", "listen_addresses=localhost", "-c", $"unix_socket_directories={_folder}",
            "-c", "max_connections=300", "-c", "shared_buffers=64MB", "-c", "fsync=off",
        ];
        var (command, all) = AsPostgres(Path.Combine(_binaries!, "postgres"), arguments);
        _process = ServerProcess.Start(command, all);
        await ServerProcess.WaitAsync(() => ExecuteAsync("SELECT 1"), TimeSpan.FromSeconds(60));
    }

    private async Task MakeTemplateAsync()
    {
        await ExecuteAsync($"CREATE DATABASE {Template}");
        var options = new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(ConnectionString(Template) + ";Pooling=false").Options;
        await using var db = new PostgresDb(options, new CurrentOrganization(), TimeProvider.System);
        await db.Database.MigrateAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static Task RunAsPostgresAsync(string command, params string[] arguments)
    {
        var (program, all) = AsPostgres(command, arguments);
        return ServerProcess.RunAsync(program, all);
    }

    private static (string Command, string[] Arguments) AsPostgres(string command, string[] arguments) =>
        Environment.IsPrivilegedProcess
            ? ("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", command, .. arguments])
            : (command, arguments);
}
