namespace TicketRag.IngestWorker.Extraction.Office;

/// <summary>Knows the binary Office formats that are not read, and says what to do instead.</summary>
internal sealed class LegacyOfficeExtractor : IExtractor
{
    public string Format => "ole";

    public bool Recognizes(FileProbe file) => file.CompoundStreams.Count > 0;

    public void Extract(ExtractionRun run) => throw Refusal(run.File.CompoundStreams);

    private static ExtractionException Refusal(IReadOnlyList<string> streams) =>
        streams.Contains("EncryptedPackage") ? new(ExtractionFault.Encrypted, "This Office file is encrypted. Send it without a password.")
        : streams.Contains("WordDocument") ? new(ExtractionFault.Unsupported, "Word documents of the legacy format .doc are not read. Save it as .docx or PDF.")
        : streams.Contains("PowerPoint Document") ? new(ExtractionFault.Unsupported, "Presentations of the legacy format .ppt are not read. Save it as .pptx or PDF.")
        : streams.Any(name => name.StartsWith("__substg1.0_", StringComparison.Ordinal))
            ? new(ExtractionFault.Unsupported, "Outlook messages (.msg) are not read. Save it as .eml.")
        : new(ExtractionFault.Unsupported, "This OLE compound file is neither a workbook nor anything else that is read.");
}
