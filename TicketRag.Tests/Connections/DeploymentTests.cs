using Microsoft.Extensions.Configuration;
using TicketRag.Core.Connections;

namespace TicketRag.Tests.Connections;

public sealed class DeploymentTests
{
    private const string Postgres = "Host=db;Port=5432;Username=u;Password=pg pa$$,w0rd;Database=ticketrag";
    private const string Redis = "cache:6379,password=rpw";
    private const string Qdrant = "Endpoint=http://vectors:6333;Key=k";

    [Fact]
    public void Nothing_configured_is_embedded_with_what_is_built_in()
    {
        var deployment = Of();

        Assert.True(deployment.IsEmbedded);
        Assert.Equal(Path.Combine("data", "ticketrag.db"), deployment.SqlitePath);
        Assert.Null(deployment.Embed);
        Assert.Null(deployment.Chat);
        Assert.Empty(deployment.OllamaModels);
    }

    [Fact]
    public void All_three_are_distributed()
    {
        var deployment = Of(("ConnectionStrings:ticketdb", Postgres), ("ConnectionStrings:redis", Redis), ("ConnectionStrings:qdrant_http", Qdrant));

        Assert.Equal(new(Postgres, Redis, new(new("http://vectors:6333"), "k")), deployment.Distributed);
    }

    [Theory]
    [InlineData("ticketdb", "redis, qdrant_http")]
    [InlineData("redis", "ticketdb, qdrant_http")]
    [InlineData("qdrant_http", "ticketdb, redis")]
    [InlineData("ticketdb,redis", "qdrant_http")]
    [InlineData("ticketdb,qdrant_http", "redis")]
    [InlineData("redis,qdrant_http", "ticketdb")]
    public void One_or_two_of_the_three_are_refused_with_what_is_missing(string given, string missing)
    {
        var values = new Dictionary<string, string> { ["ticketdb"] = Postgres, ["redis"] = Redis, ["qdrant_http"] = Qdrant };

        var refusal = Assert.Throws<DeploymentException>(() => Of([.. given.Split(',').Select(name => ($"ConnectionStrings:{name}", values[name]))]));

        Assert.Contains($"Missing: {missing}.", refusal.Message);
        Assert.DoesNotContain("rpw", refusal.Message);
        Assert.DoesNotContain("w0rd", refusal.Message);
    }

    [Fact]
    public void Sqlite_is_none_of_the_three()
    {
        Assert.Equal("my.db", Of(("ConnectionStrings:ticketdb", "Data Source=my.db")).SqlitePath);
        Assert.Throws<DeploymentException>(() =>
            Of(("ConnectionStrings:ticketdb", "Data Source=my.db"), ("ConnectionStrings:redis", Redis), ("ConnectionStrings:qdrant_http", Qdrant)));
    }

    [Fact]
    public void Blank_connection_counts_as_absent() =>
        Assert.True(Of(("ConnectionStrings:ticketdb", " "), ("ConnectionStrings:redis", ""), ("ConnectionStrings:qdrant_http", "")).IsEmbedded);

    [Fact]
    public void Aspires_grpc_connection_alone_means_nothing() => Assert.True(Of(("ConnectionStrings:qdrant", "Endpoint=http://vectors:6334;Key=k")).IsEmbedded);

    [Fact]
    public void Data_folder_says_where_sqlite_lies() => Assert.Equal(Path.Combine("/srv/t", "ticketrag.db"), Of(("Data:Folder", "/srv/t")).SqlitePath);

    [Fact]
    public void Models_are_independent_of_the_mode_and_of_each_other()
    {
        var deployment = Of(("ConnectionStrings:chat", "Endpoint=http://models:11434;Model=qwen3:4b"));

        Assert.True(deployment.IsEmbedded);
        Assert.Null(deployment.Embed);
        Assert.Equal("qwen3:4b", deployment.Chat?.Model);
        Assert.Equal(new Dictionary<string, string> { ["chat"] = "qwen3:4b" }, deployment.OllamaModels);
    }

    [Fact]
    public void Model_connection_must_name_its_model()
    {
        var refusal = Assert.Throws<DeploymentException>(() => Of(("ConnectionStrings:embed", "Endpoint=http://models:11434")));

        Assert.Contains("ConnectionStrings:embed", refusal.Message);
    }

    [Fact]
    public void Built_in_embedder_can_be_asked_for_beside_a_connection() =>
        Assert.Null(Of(("Models:EmbedProvider", "builtin"), ("ConnectionStrings:embed", "Endpoint=http://models:11434;Model=m:1")).Embed);

    [Theory]
    [InlineData("ollama")]
    [InlineData("openai")]
    public void Embed_provider_that_cannot_be_had_is_refused(string provider) =>
        Assert.Contains("EMBED_PROVIDER", Assert.Throws<DeploymentException>(() => Of(("Models:EmbedProvider", provider))).Message);

    private static Deployment Of(params (string Setting, string Value)[] settings) => Deployment.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Setting, (string?)one.Value))).Build());
}
