using Npgsql;
using TicketRag.StandIns.Ollama;
using TicketRag.StandIns.Otlp;
using TicketRag.StandIns.Qdrant;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Distributed;

/// <summary>
/// What Aspire would start around the product, empty: Postgres' database, Redis, Qdrant, Ollama and a collector; and from it the product's
/// services, as many as a test wants.
/// </summary>
public sealed class ProductDeployment : IAsyncDisposable
{
    public const string OperatorKey = "operatorkey0123456789operatorkey";
    public const string OtlpKey = "sample";
    public const string EmbedModel = "nomic-embed-text:v1.5";
    public const string ChatModel = "qwen3:4b";

    private readonly List<ServiceProcess> _services = [];
    private readonly int _apiPort = ServerProcess.FreePort();
    private readonly string _connectionString;
    private int _instances;

    private ProductDeployment(string connectionString, RedisServer redis, QdrantStandIn qdrant, OllamaStandIn ollama, OtlpCollectorStandIn collector)
    {
        _connectionString = connectionString;
        (Redis, Qdrant, Ollama, Collector) = (redis, qdrant, ollama, collector);
        Database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
    }

    public RedisServer Redis { get; }

    public QdrantStandIn Qdrant { get; }

    public OllamaStandIn Ollama { get; }

    public OtlpCollectorStandIn Collector { get; }

    public NpgsqlDataSource Database { get; }

    public string DatabaseName => new NpgsqlConnectionStringBuilder(_connectionString).Database!;

    public static async Task<ProductDeployment> CreateAsync(PostgresServer postgres, CancellationToken cancellationToken) =>
        await CreateAsync(await postgres.CreateEmptyDatabaseAsync(), cancellationToken);

    /// <param name="connectionString">Of an empty database.</param>
    public static async Task<ProductDeployment> CreateAsync(string connectionString, CancellationToken cancellationToken) => new(
        connectionString,
        await RedisServer.StartNewAsync(),
        await QdrantStandIn.StartNewAsync(),
        await OllamaStandIn.StartAsync(OllamaStandInModel.Embedding(EmbedModel), OllamaStandInModel.Chat(ChatModel)),
        await OtlpCollectorStandIn.StartAsync(cancellationToken));

    /// <summary>Always on the same port; before a second one is started the first must be gone.</summary>
    public ServiceProcess StartApi(params IEnumerable<(string Name, string Value)> settings) =>
        Start("TicketRag.Api", AspireEnvironment.Api, _apiPort, settings);

    /// <summary>Beside the first, on a port of its own.</summary>
    public ServiceProcess StartAnotherApi(params IEnumerable<(string Name, string Value)> settings) =>
        Start("TicketRag.Api", AspireEnvironment.Api, ServerProcess.FreePort(), settings);

    public ServiceProcess StartWorker(params IEnumerable<(string Name, string Value)> settings) =>
        Start("TicketRag.IngestWorker", AspireEnvironment.Worker, ServerProcess.FreePort(), settings);

    /// <summary>On the server's own database.</summary>
    public async Task AdministrateAsync(string sql, CancellationToken cancellationToken)
    {
        await using var server = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_connectionString) { Database = "postgres", Pooling = false });
        await using var command = server.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The first column of the first row.</summary>
    public async Task<T> ScalarAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The first column.</summary>
    public async Task<List<T>> ColumnAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var values = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            values.Add(reader.GetFieldValue<T>(0));
        }

        return values;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.DisposeAsync();
        }

        await Database.DisposeAsync();
        await Redis.DisposeAsync();
        await Qdrant.DisposeAsync();
        await Ollama.DisposeAsync();
        await Collector.DisposeAsync();
    }

    private ServiceProcess Start(string project, string service, int port, IEnumerable<(string Name, string Value)> settings)
    {
        var environment = AspireEnvironment.Of(service, new Dictionary<string, string>
        {
            ["port"] = $"{port}",
            ["api_port"] = $"{_apiPort}",
            ["operator_key"] = OperatorKey,
            ["postgres_port"] = $"{new NpgsqlConnectionStringBuilder(_connectionString).Port}",
            ["database"] = DatabaseName,
            ["redis_port"] = $"{Redis.Port}",
            ["redis_password"] = RedisServer.Password,
            ["qdrant_port"] = $"{Qdrant.Endpoint.Port}",
            ["qdrant_grpc_port"] = $"{ServerProcess.FreePort()}",
            ["qdrant_key"] = Qdrant.ApiKey,
            ["ollama_port"] = $"{Ollama.Endpoint.Port}",
            ["otlp_endpoint"] = Collector.GrpcEndpoint.ToString(),
            ["otlp_key"] = OtlpKey,
            ["instance"] = $"{service}-{++_instances}",
        });
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        var process = ServiceProcess.Start(project, environment);
        _services.Add(process);
        return process;
    }
}
