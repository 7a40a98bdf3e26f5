using Npgsql;
using TicketRag.StandIns.Servers;

namespace TicketRag.Benchmarks.Hosts;

/// <summary>
/// What distributed mode stands on: a real Postgres whose commits wait for the disk, a real Redis, and the stand-in of Qdrant, which is not
/// Qdrant: it computes the same exactly and plainly.
/// </summary>
internal sealed class Backends : IAsyncDisposable
{
    private readonly PostgresProcess _postgres;
    private readonly RedisProcess _redis;
    private readonly QdrantProcess _qdrant;

    private Backends(PostgresProcess postgres, RedisProcess redis, QdrantProcess qdrant) => (_postgres, _redis, _qdrant) = (postgres, redis, qdrant);

    /// <param name="qdrantStandsBack">Whether the stand-in lets the other processes go first.</param>
    /// <returns>Null where Postgres or Redis isn't installed: that part of the benchmark is skipped.</returns>
    public static async Task<Backends?> StartNewAsync(bool qdrantStandsBack = false)
    {
        try
        {
            ServerProcess.Find("redis-server");
            var postgres = await PostgresProcess.StartNewAsync(durable: true);
            var qdrant = await QdrantProcess.StartNewAsync(qdrantStandsBack);
            return new(postgres, await RedisProcess.StartNewAsync(), qdrant);
        }
        catch (ServerNotInstalledException missing)
        {
            Console.WriteLine($"{missing.Message}: distributed mode is skipped");
            return null;
        }
    }

    public int PostgresPort => _postgres.Port;

    public int RedisPort => _redis.Port;

    /// <summary>Whose processor time counts beside the client's.</summary>
    public int[] ServerProcesses => [_postgres.ProcessId, _redis.ProcessId];

    /// <summary>Settings of a deployment with an empty database of its own.</summary>
    public async Task<Dictionary<string, string>> NewDeploymentAsync(string name)
    {
        await using var connection = new NpgsqlConnection(_postgres.ConnectionString(PostgresProcess.FirstDatabase));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new()
        {
            ["ConnectionStrings__ticketdb"] = _postgres.ConnectionString(name),
            ["ConnectionStrings__redis"] = _redis.Configuration,
            ["ConnectionStrings__qdrant_http"] = _qdrant.ConnectionString,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _qdrant.DisposeAsync();
        await _redis.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}
