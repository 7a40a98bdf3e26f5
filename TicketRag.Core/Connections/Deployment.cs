using Microsoft.Extensions.Configuration;

namespace TicketRag.Core.Connections;

/// <summary>
/// What is configured decides how the product runs: with none of <c>ticketdb</c> (as Postgres), <c>redis</c> and <c>qdrant_http</c> it is
/// embedded in one process, with all three distributed. Models are independent of that and of each other.
/// </summary>
public sealed record Deployment
{
    public const string DatabaseName = "ticketdb";
    public const string RedisName = "redis";
    public const string QdrantName = "qdrant_http";
    public const string EmbedName = "embed";
    public const string ChatName = "chat";

    /// <summary>Null: embedded.</summary>
    public DistributedConnections? Distributed { get; private init; }

    /// <summary>Path of the SQLite file when embedded.</summary>
    public required string SqlitePath { get; init; }

    /// <summary>Beside the database file.</summary>
    public string BlobFolder => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(SqlitePath))!, "blobs");

    /// <summary>Likewise: a copy of the embedded index.</summary>
    public string IndexFolder => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(SqlitePath))!, "index");

    /// <summary>Null: the built-in embedder.</summary>
    public EndpointConnection? Embed { get; private init; }

    /// <summary>Null: extractive answers.</summary>
    public EndpointConnection? Chat { get; private init; }

    /// <summary>The models that are Ollama's, by connection.</summary>
    public IReadOnlyDictionary<string, string> OllamaModels => new[] { (Name: EmbedName, Connection: Embed), (Name: ChatName, Connection: Chat) }
        .Where(one => one.Connection is not null)
        .ToDictionary(one => one.Name, one => one.Connection!.Model!);

    public bool IsEmbedded => Distributed is null;

    /// <exception cref="DeploymentException">A combination that makes no sense; the message names what is missing.</exception>
    public static Deployment From(IConfiguration configuration)
    {
        var database = DatabaseUrl.ToConnectionString(configuration.GetConnectionString(DatabaseName));
        var sqlitePath = DatabaseUrl.SqlitePath(database);
        var postgres = sqlitePath is null ? database : null;
        var redis = configuration.GetConnectionString(RedisName);
        var qdrant = configuration.GetConnectionString(QdrantName);
        (string Name, string? Value)[] three = [(DatabaseName, postgres), (RedisName, redis), (QdrantName, qdrant)];
        var missing = three.Where(one => string.IsNullOrWhiteSpace(one.Value)).Select(one => one.Name).ToList();
        if (missing.Count is 1 or 2)
        {
            var present = three.Select(one => one.Name).Except(missing);
            throw new DeploymentException(
                $"Configured: {string.Join(", ", present)}. Missing: {string.Join(", ", missing)}. Set all of ticketdb (Postgres), redis and " +
                "qdrant_http under ConnectionStrings for distributed mode, or none of them for embedded mode.");
        }

        return new()
        {
            SqlitePath = sqlitePath ?? Path.Combine(configuration["Data:Folder"] ?? "data", "ticketrag.db"),
            Distributed = missing.Count == 0 ? new(postgres!, RedisUrl.ToConfiguration(redis!), EndpointConnection.Parse(QdrantName, qdrant!)) : null,
            Embed = Model(configuration, EmbedName, configuration["Models:EmbedProvider"]),
            Chat = Model(configuration, ChatName, null),
        };
    }

    private static EndpointConnection? Model(IConfiguration configuration, string name, string? provider)
    {
        var text = configuration.GetConnectionString(name);
        switch (provider?.ToLowerInvariant())
        {
            case "builtin":
                return null;
            case null or "":
                break;
            case "ollama":
                text = !string.IsNullOrWhiteSpace(text) ? text : throw new DeploymentException($"EMBED_PROVIDER is ollama. Missing: ConnectionStrings:{name}.");
                break;
            default:
                throw new DeploymentException($"EMBED_PROVIDER '{provider}' is not known: builtin or ollama.");
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var connection = EndpointConnection.Parse(name, text);
        return connection.Model is null
            ? throw new DeploymentException($"ConnectionStrings:{name} names no model: add Model=name:tag.")
            : connection;
    }
}

public sealed record DistributedConnections(string Postgres, string Redis, EndpointConnection Qdrant);

/// <summary>The settings contradict each other; the host does not start.</summary>
public sealed class DeploymentException(string message) : Exception(message);
