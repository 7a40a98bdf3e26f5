using Microsoft.EntityFrameworkCore;
using Npgsql;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence.Postgres;

namespace TicketRag.Tests.Infrastructure.Servers;

/// <summary>
/// A real Postgres for the whole test run, with a database of its own for each test that asks: copies of one that was migrated once.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public const string Password = PostgresProcess.Password;
    private const string Template = "ticketrag_template";

    private readonly SemaphoreSlim _starting = new(1, 1);
    private PostgresProcess? _process;
    private int _databases;

    public int Port => _process!.Port;

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

    public string ConnectionString(string database) => _process!.ConnectionString(database);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await _process.DisposeAsync();
        }
    }

    private async Task StartAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_process is null)
            {
                _process = await InstalledServer.OrSkipAsync(() => PostgresProcess.StartNewAsync());
                await MakeTemplateAsync();
            }
        }
        finally
        {
            _starting.Release();
        }
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
        await using var connection = new NpgsqlConnection(ConnectionString(PostgresProcess.FirstDatabase));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
