namespace TicketRag.IngestWorker.Extraction.Archives;

/// <summary>A seekable copy of what can be read only once: in memory while it is small, else in a file that is gone when it is closed, even by a kill.</summary>
public static class TemporaryCopy
{
    private const int MostInMemory = 4 << 20;

    public static Stream Of(Stream content)
    {
        var memory = new MemoryStream();
        var buffer = new byte[81920];
        Stream copy = memory;
        int count;
        while ((count = content.Read(buffer)) > 0)
        {
            if (copy == memory && memory.Length + count > MostInMemory)
            {
                copy = NewFile();
                memory.WriteTo(copy);
            }

            copy.Write(buffer.AsSpan(0, count));
        }

        copy.Position = 0;
        return copy;
    }

    /// <summary>An open file without a name: nothing is left of it once it is closed.</summary>
    public static FileStream NewFile()
    {
        var path = Path.Combine(Path.GetTempPath(), $"ticketrag-{Guid.CreateVersion7():N}.tmp");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, 81920, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
        {
            // The name goes at once, so that a kill leaves nothing.
            File.Delete(path);
        }

        return file;
    }
}
