using System.IO.Compression;

namespace TicketRag.IngestWorker.Extraction.Archives;

/// <summary>What lies in a ZIP archive, by its directory.</summary>
internal static class ZipNames
{
    /// <summary>None where the archive is damaged.</summary>
    public static IReadOnlyList<string> Read(Stream content)
    {
        try
        {
            content.Position = 0;
            using var archive = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            return [.. archive.Entries.Select(entry => entry.FullName)];
        }
        catch (InvalidDataException)
        {
            return [];
        }
        finally
        {
            content.Position = 0;
        }
    }
}
