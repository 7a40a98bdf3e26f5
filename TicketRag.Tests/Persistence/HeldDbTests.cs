using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Persistence;

public sealed class HeldDbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services;
    private readonly HeldDb _held;

    public HeldDbTests()
    {
        _services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddScoped<CurrentOrganization>()
            .AddSqlite(Path.Combine(_folder.Path, "ticketrag.db")).BuildServiceProvider();
        _held = new(_services.GetRequiredService<IServiceScopeFactory>());
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _held.Dispose();
        _services.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Same_context_is_used_for_one_thing_after_the_other() =>
        Assert.Same(await UsedAsync(), await UsedAsync());

    [Fact]
    public async Task What_fails_takes_its_context_with_it_and_the_next_use_gets_one_that_works()
    {
        var failed = await UsedAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => _held.UseAsync<int>(async db =>
        {
            Assert.Same(failed, db);
            await db.Database.BeginTransactionAsync(Cancelled);
            await db.Database.ExecuteSqlRawAsync("CREATE TABLE half_done (id INTEGER)", Cancelled);
            throw new InvalidOperationException();
        }));

        AssertDisposed(failed);
        Assert.NotSame(failed, await UsedAsync());
        Assert.Equal(0, await _held.UseAsync(HalfDoneAsync));
    }

    [Fact]
    public async Task Statement_that_the_database_refuses_takes_its_context_with_it_too()
    {
        var failed = await UsedAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => _held.UseAsync(db => db.Database.ExecuteSqlRawAsync("DELETE FROM nowhere", Cancelled)));

        AssertDisposed(failed);
        Assert.Equal(0, await _held.UseAsync(HalfDoneAsync));
    }

    [Fact]
    public async Task Disposing_disposes_the_context_however_often()
    {
        var used = await UsedAsync();
        _held.Dispose();
        _held.Dispose();
        AssertDisposed(used);
    }

    private static void AssertDisposed(AppDb db) => Assert.Throws<ObjectDisposedException>(() => db.Database);

    // A statement, so that the context has a connection.
    private Task<AppDb> UsedAsync() => _held.UseAsync(async db =>
    {
        await HalfDoneAsync(db);
        return db;
    });

    private static async Task<int> HalfDoneAsync(AppDb db) =>
        (await db.Database.SqlQueryRaw<int>("SELECT count(*) AS Value FROM sqlite_master WHERE name = 'half_done'").ToListAsync(Cancelled)).Single();
}
