using TicketRag.Core.Documents.Blobs;

namespace TicketRag.IngestWorker.Extraction.Archives;

/// <summary>A seekable copy of what can be read only once: in memory while it is small, else in a file without a name.</summary>
internal static class TemporaryCopy
{
    private const int MostInMemory = 4 << 20;

    public static Stream Of(Stream content)
    {
        var memory = new MemoryStream();
        var buffer = new byte[81_920];
        Stream copy = memory;
        int count;
        while ((count = content.Read(buffer)) > 0)
        {
            if (copy == memory && memory.Length + count > MostInMemory)
            {
                copy = TemporaryFile.New();
                memory.WriteTo(copy);
            }

            copy.Write(buffer.AsSpan(0, count));
        }

        copy.Position = 0;
        return copy;
    }
}
