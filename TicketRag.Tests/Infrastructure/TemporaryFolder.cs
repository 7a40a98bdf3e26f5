using Microsoft.Data.Sqlite;

namespace TicketRag.Tests.Infrastructure;

/// <summary>A folder that goes with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ticketrag-").FullName;

    public void Dispose()
    {
        // The driver keeps files open after their connections were closed.
        SqliteConnection.ClearAllPools();
        Directory.Delete(Path, recursive: true);
    }
}
