using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TicketRag.Core.Persistence.Sqlite;

/// <summary>
/// Has the operating system begin to write a database's log (its <c>-wal</c> file) to the disk, without waiting for it: the next commit that waits for the disk finds little of what
/// others have written before it still to be done. Linux (<c>sync_file_range(2)</c>); elsewhere nothing happens. Nothing is safe on the disk for it.
/// </summary>
internal static partial class WalWriteBack
{
    private const uint BeginToWrite = 2; // SYNC_FILE_RANGE_WRITE
    private const long ToTheEnd = 0;

    /// <returns>Whether it has begun: not without a log, or where the system or its file system can't.</returns>
    public static bool Start(string database)
    {
        var log = database + "-wal";
        if (!OperatingSystem.IsLinux() || !File.Exists(log))
        {
            return false;
        }

        try
        {
            // Opened each time: SQLite removes the log and makes another. Its locks are on other files, so closing this one loses none.
            using var file = File.OpenHandle(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return SyncFileRange(file, 0, ToTheEnd, BeginToWrite) == 0;
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long count, uint flags);
}
