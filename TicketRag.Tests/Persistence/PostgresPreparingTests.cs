using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TicketRag.Core.Persistence.Postgres;

namespace TicketRag.Tests.Persistence;

public sealed class PostgresPreparingTests
{
    [Theory]
    [InlineData("Host=localhost;Database=tickets", 100)]
    [InlineData("Host=localhost;Database=tickets;Max Auto Prepare=7", 7)]
    [InlineData("Max Auto Prepare=0;Host=localhost", 0)]
    public async Task What_is_sent_often_is_prepared_unless_the_connection_string_says_otherwise(string connection, int statements)
    {
        await using var services = new ServiceCollection().AddPostgres(connection).BuildServiceProvider();

        Assert.Equal(statements, new NpgsqlConnectionStringBuilder(services.GetRequiredService<NpgsqlDataSource>().ConnectionString).MaxAutoPrepare);
    }
}
