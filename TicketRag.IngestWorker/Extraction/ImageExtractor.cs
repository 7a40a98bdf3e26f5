namespace TicketRag.IngestWorker.Extraction;

/// <summary>Pictures hold no text that could be read without character recognition, and say so.</summary>
internal sealed class ImageExtractor : IExtractor
{
    public string Format => "image";

    public bool Recognizes(FileProbe file) =>
        file.StartsWith([0x89, (byte)'P', (byte)'N', (byte)'G']) || file.StartsWith([0xFF, 0xD8, 0xFF]) || file.StartsWith("GIF8"u8)
        || file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8)
        || (file.StartsWith("RIFF"u8) && file.Head.AsSpan().Slice(Math.Min(8, file.Head.Length)).StartsWith("WEBP"u8));

    public void Extract(ExtractionRun run) =>
        throw new ExtractionException(ExtractionFault.NeedsOcr, "This is a picture: it needs OCR, which is not done here.");
}
