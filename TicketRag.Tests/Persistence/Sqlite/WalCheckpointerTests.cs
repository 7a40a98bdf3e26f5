using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TicketRag.Core.Persistence;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Persistence.Sqlite;

public sealed class WalCheckpointerTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDialect _dialect = new(TimeProvider.System);
    private readonly WalCheckpointer _checkpointer;
    private readonly SqliteConnection _connection;

    public WalCheckpointerTests()
    {
        var path = Path.Combine(_folder.Path, "some.db");
        _checkpointer = new(new(path), _dialect, NullLogger<WalCheckpointer>.Instance);
        _connection = new($"Data Source={path};Pooling=False");
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE some (name TEXT); INSERT INTO some VALUES ('one')");
    }

    public async ValueTask DisposeAsync()
    {
        _checkpointer.Dispose();
        await _connection.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task Database_holds_what_its_log_held()
    {
        await _checkpointer.CheckpointAsync(maxFrames: 1000, TestContext.Current.CancellationToken);

        Assert.Equal(1L, CountWithoutLog());
    }

    [Fact]
    public async Task Works_beside_a_writer_while_the_log_is_short()
    {
        using var writing = await _dialect.WaitForTurnToWriteAsync(WriteUrgency.Request, TestContext.Current.CancellationToken);

        await _checkpointer.CheckpointAsync(maxFrames: 1000, TestContext.Current.CancellationToken);

        Assert.Equal(1L, CountWithoutLog());
    }

    [Fact]
    public async Task Takes_its_turn_to_write_where_the_log_is_long()
    {
        var writing = await _dialect.WaitForTurnToWriteAsync(WriteUrgency.Request, TestContext.Current.CancellationToken);
        var checkpoint = _checkpointer.CheckpointAsync(maxFrames: 0, TestContext.Current.CancellationToken);
        Execute("INSERT INTO some VALUES ('two')");
        Assert.False(checkpoint.IsCompleted);
        writing!.Dispose();

        await checkpoint;

        Assert.Equal(2L, CountWithoutLog());
        var length = new FileInfo(_connection.DataSource + "-wal").Length;
        Execute("INSERT INTO some VALUES ('three')");
        Assert.Equal(length, new FileInfo(_connection.DataSource + "-wal").Length);
    }

    [Fact]
    public async Task Is_due_after_every_hundredth_commit_and_once_however_late_it_is()
    {
        Commit(99);
        var due = _dialect.ManyCommitsAsync(TestContext.Current.CancellationToken);
        Assert.False(due.IsCompleted);
        Commit(1);
        await due;

        Commit(250);
        await _dialect.ManyCommitsAsync(TestContext.Current.CancellationToken);

        Assert.False(_dialect.ManyCommitsAsync(TestContext.Current.CancellationToken).IsCompleted);
    }

    [Fact]
    public async Task Comes_with_the_database()
    {
        await using var services = await DatabaseServices.OnSqliteAsync(_folder);

        Assert.Single(services.GetServices<IHostedService>().OfType<WalCheckpointer>());
    }

    [Fact]
    public async Task Says_that_it_could_not_and_goes_on()
    {
        using var lines = new LogLines();
        using var factory = new LoggerFactory([lines]);
        using var none = new WalCheckpointer(new(Path.Combine(_folder.Path, "none", "some.db")), _dialect, factory.CreateLogger<WalCheckpointer>());
        await none.StartAsync(TestContext.Current.CancellationToken);

        for (var failed = 1; failed <= 2; failed++)
        {
            Commit(100);
            await Eventually.SeeAsync(() => Task.FromResult(lines.All.Count), count => count == failed, TestContext.Current.CancellationToken);
        }

        await none.StopAsync(TestContext.Current.CancellationToken);
        Assert.All(lines.All, line => Assert.Equal(LogLevel.Warning, line.Level));
    }

    private void Commit(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _dialect.Committed(_connection, WriteUrgency.Request);
        }
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // A copy of the database's own file, as it would be without the log beside it.
    private object? CountWithoutLog()
    {
        var copy = Path.Combine(_folder.Path, "copy.db");
        File.Copy(_connection.DataSource, copy, overwrite: true);
        using var connection = new SqliteConnection($"Data Source={copy};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM some";
        return command.ExecuteScalar();
    }
}
