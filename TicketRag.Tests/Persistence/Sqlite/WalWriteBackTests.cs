using Microsoft.Data.Sqlite;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Persistence.Sqlite;

public sealed class WalWriteBackTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Begins_with_what_was_committed_since_the_last_checkpoint()
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "some.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; CREATE TABLE some (name TEXT)";
        command.ExecuteNonQuery();

        Assert.Equal(OperatingSystem.IsLinux(), WalWriteBack.Start(connection.DataSource));
    }

    [Fact]
    public void Does_nothing_where_there_is_no_log()
    {
        Assert.False(WalWriteBack.Start(Path.Combine(_folder.Path, "none.db")));
        Assert.False(WalWriteBack.Start(""));
    }

    [Fact]
    public void Does_nothing_where_the_log_is_no_file()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "some.db-wal"));

        Assert.False(WalWriteBack.Start(Path.Combine(_folder.Path, "some.db")));
    }
}
