using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Persistence;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;
using TicketRag.Tests.Jobs;

namespace TicketRag.Tests.Persistence;

public sealed class PostgresStatisticsTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Embeddings = "public.embeddings";

    private static readonly Guid Acme = Guid.CreateVersion7();

    private JobTable? _database;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private JobTable Database => _database ?? throw new InvalidOperationException("The test has not begun.");

    // The server's own rounds come once a minute, now and then in the middle of a test.
    public async ValueTask InitializeAsync()
    {
        _database = JobTables.OnPostgres(await postgres.CreateDatabaseAsync());
        await Database.WithDbAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE embeddings SET (autovacuum_enabled = off)", Cancelled));
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    [Fact]
    public async Task Tables_that_have_doubled_are_looked_at_again_and_no_others()
    {
        await FillAsync(50);
        Assert.DoesNotContain(Embeddings, await RenewAsync());
        await FillAsync(150);
        await RenewedAsync();

        Assert.DoesNotContain(Embeddings, await RenewAsync());
        await FillAsync(100);
        Assert.DoesNotContain(Embeddings, await RenewAsync());
        await FillAsync(150);
        await RenewedAsync();
    }

    // Without statistics the server takes the first part of the key for enough, and reads all of an organization's embeddings.
    [Fact]
    public async Task Few_of_many_embeddings_are_found_by_their_whole_key()
    {
        await FillAsync(3_000);
        await RenewedAsync();

        var plan = string.Join('\n', await Database.WithDbAsync(db => db.Database.SqlQuery<string>(
            $"""
            EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM embeddings WHERE organization_id = {Acme} AND model = 'm' AND text_sha256 = ANY({new[] { "7", "8", "9" }})
            """).ToListAsync(Cancelled)));

        Assert.Contains("rows=3", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Rows Removed by Filter", plan, StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<string>> RenewAsync() => Database.WithDbAsync(db => Database.Services.GetRequiredService<IDatabaseStatistics>().RenewAsync(db, Cancelled));

    // A session tells the server what it did within a second.
    private Task RenewedAsync() => Eventually.TrueAsync(
        async () => (await RenewAsync()).Contains(Embeddings), TimeSpan.FromSeconds(20), () => "the table's growth was not noticed", Cancelled);

    private Task FillAsync(int rows) => Database.WithDbAsync(async db => await db.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO embeddings (organization_id, model, text_sha256, bytes)
        SELECT {Acme}, 'm', (SELECT count(*) FROM embeddings) + n, decode(repeat('00', 1536), 'hex') FROM generate_series(1, {rows}) AS n
        """, Cancelled));
}
