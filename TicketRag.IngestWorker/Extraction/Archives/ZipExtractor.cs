using TicketRag.Core.Documents;

namespace TicketRag.IngestWorker.Extraction.Archives;

/// <summary>An archive of files: each is read as if it came alone, beneath its name as a heading.</summary>
internal sealed class ZipExtractor : IExtractor
{
    public string Format => "zip";

    public bool Recognizes(FileProbe file) => file.StartsWith("PK\u0003\u0004"u8) || file.StartsWith("PK\u0005\u0006"u8);

    public void Extract(ExtractionRun run)
    {
        using var package = new ZipPackage(run.Content, run.Budget);
        foreach (var name in package.Names.Where(IsFile))
        {
            try
            {
                using var part = package.Open(name)!;
                using var file = TemporaryCopy.Of(part);
                run.ExtractNested(file, name, contentType: null);
            }
            catch (ExtractionException refused) when (refused.Fault == ExtractionFault.Encrypted)
            {
                run.Blocks.Note($"{name}: {refused.Message}");
            }
        }
    }

    // What macOS and Windows put beside the files.
    private static bool IsFile(string name) =>
        !name.EndsWith('/') && !name.StartsWith("__MACOSX/", StringComparison.Ordinal) && Path.GetFileName(name) is not (".DS_Store" or "Thumbs.db" or "desktop.ini");
}
