using Microsoft.EntityFrameworkCore;

namespace TicketRag.Core.Persistence.Sqlite;

/// <summary>
/// An open file beside the database: the operating system lets go of it when the process dies. EF's own lock on SQLite is a row, which
/// survives a kill and stops every later start, so under ours that row is nobody's and is removed.
/// </summary>
internal sealed class SqliteSchemaLock(SqliteFile file, TimeProvider time) : ISchemaLock
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);

    public async Task<IAsyncDisposable> AcquireAsync(AppDb db, CancellationToken cancellationToken)
    {
        var held = await OpenAsync(cancellationToken);
        if (File.Exists(file.Path))
        {
            await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        }

        return held;
    }

    private async Task<FileStream> OpenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new(file.Path + ".migrating", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (exception is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
            {
                await Task.Delay(RetryInterval, time, cancellationToken);
            }
        }
    }
}

/// <param name="Path">Of the database file.</param>
public sealed record SqliteFile(string Path);
