namespace TicketRag.Core.Documents.Blobs;

/// <summary>Files that are gone when they are closed, even when the process is killed.</summary>
public static class TemporaryFile
{
    public static FileStream New()
    {
        var path = Path.Combine(Path.GetTempPath(), $"ticketrag-{Guid.CreateVersion7():N}.tmp");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, 81_920, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        if (!OperatingSystem.IsWindows())
        {
            // The name goes at once, so that nothing is left by a kill.
            File.Delete(path);
        }

        return file;
    }
}
