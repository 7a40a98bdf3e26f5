using Microsoft.Extensions.Configuration;
using Npgsql;
using TicketRag.Core.Connections;

namespace TicketRag.Tests.Connections;

public sealed class SettingAliasesTests
{
    [Theory]
    [InlineData("postgres://u:p%20%40@db:5433/tickets")]
    [InlineData("postgresql://u:p%20%40@db:5433/tickets")]
    public void Database_url_is_postgres(string url)
    {
        var deployment = Of(("DATABASE_URL", url), ("REDIS_URL", "redis://cache"), ("ConnectionStrings:qdrant_http", "http://vectors:6333"));

        var postgres = new NpgsqlConnectionStringBuilder(deployment.Distributed!.Postgres);
        Assert.Equal(("db", 5433, "u", "p @", "tickets"), (postgres.Host, postgres.Port, postgres.Username, postgres.Password, postgres.Database));
    }

    [Fact]
    public void Query_of_a_database_url_is_kept()
    {
        var deployment = Of(
            ("DATABASE_URL", "postgres://u:p@db/tickets?sslmode=require&application_name=desk"), ("REDIS_URL", "redis://cache"), ("ConnectionStrings:qdrant_http", "http://vectors:6333"));

        var postgres = new NpgsqlConnectionStringBuilder(deployment.Distributed!.Postgres);
        Assert.Equal((SslMode.Require, "desk", "tickets"), (postgres.SslMode, postgres.ApplicationName, postgres.Database));
    }

    [Fact]
    public void Unknown_parameter_of_a_database_url_is_named()
    {
        var refusal = Assert.Throws<DeploymentException>(() => Of(("DATABASE_URL", "postgres://u:secret@db/tickets?colour=red")));

        Assert.Contains("colour", refusal.Message);
        Assert.DoesNotContain("secret", refusal.Message);
    }

    [Fact]
    public void Drivers_name_in_a_database_url_is_left_out() =>
        Assert.Equal("db", new NpgsqlConnectionStringBuilder(
            Of(("DATABASE_URL", "postgresql+psycopg2://u:p@db/tickets"), ("REDIS_URL", "redis://cache"), ("ConnectionStrings:qdrant_http", "http://vectors:6333"))
                .Distributed!.Postgres).Host);

    [Theory]
    [InlineData("sqlite:///tickets.db", "tickets.db")]
    [InlineData("sqlite:////var/lib/tickets.db", "/var/lib/tickets.db")]
    public void Database_url_may_name_a_sqlite_file(string url, string path) => Assert.Equal(path, Of(("DATABASE_URL", url)).SqlitePath);

    [Theory]
    [InlineData("redis://cache", "cache:6379")]
    [InlineData("redis://:s%40c@cache:6380/2", "cache:6380,password=s@c,defaultDatabase=2")]
    [InlineData("redis://user:secret@cache", "cache:6379,password=secret")]
    [InlineData("rediss://cache:6390", "cache:6390,ssl=true")]
    [InlineData("cache:6379,password=x", "cache:6379,password=x")]
    public void Redis_url_is_a_configuration(string url, string configuration) => Assert.Equal(configuration, Distributed(("REDIS_URL", url)).Redis);

    [Fact]
    public void First_of_the_brokers_aliases_counts() =>
        Assert.Equal("first:6379", Distributed(("RAG_BROKER_URL", "redis://first"), ("CELERY_BROKER_URL", "redis://second"), ("REDIS_URL", "redis://third")).Redis);

    [Fact]
    public void Settings_own_name_wins() =>
        Assert.Equal("own:6379", Distributed(("ConnectionStrings:redis", "own:6379"), ("REDIS_URL", "redis://alias")).Redis);

    [Fact]
    public void Embed_provider_has_its_alias() => Assert.Throws<DeploymentException>(() => Of(("EMBED_PROVIDER", "nobody")));

    [Fact]
    public void Every_alias_sets_its_setting()
    {
        Assert.All(SettingAliases.All, alias =>
        {
            using var configuration = new ConfigurationManager { [alias.Alias] = "x" };
            configuration.AddSettingAliases();
            Assert.Equal("x", configuration[alias.Setting]);
        });
    }

    private static DistributedConnections Distributed(params (string, string)[] settings) =>
        Of([.. settings, ("DATABASE_URL", "postgres://u:p@db/tickets"), ("ConnectionStrings:qdrant_http", "http://vectors:6333")]).Distributed!;

    private static Deployment Of(params (string Setting, string Value)[] settings)
    {
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Setting, (string?)one.Value)));
        configuration.AddSettingAliases();
        return Deployment.From(configuration);
    }
}
