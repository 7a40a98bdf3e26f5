using TicketRag.IngestWorker.Extraction.Archives;
using TicketRag.IngestWorker.Extraction.Html;
using TicketRag.IngestWorker.Extraction.Mail;
using TicketRag.IngestWorker.Extraction.Office;
using TicketRag.IngestWorker.Extraction.Text;

namespace TicketRag.IngestWorker.Extraction;

/// <summary>Every format that is read. The first that recognizes a file reads it, so the particular stand before the general.</summary>
public static class Extractors
{
    public static IReadOnlyList<IExtractor> All { get; } =
    [
        new PdfExtractor(),
        new WordExtractor(),
        new PresentationExtractor(),
        new WorkbookExtractor(),
        new LegacyWorkbookExtractor(),
        new LegacyOfficeExtractor(),
        new ZipExtractor(),
        new ImageExtractor(),
        new MailExtractor(),
        new HtmlExtractor(),
        new JsonExtractor(),
        new DelimitedTextExtractor(),
        new MarkdownExtractor(),
        new PlainTextExtractor(),
    ];

    /// <summary>Null where nobody knows it.</summary>
    public static IExtractor? For(FileProbe file) => All.FirstOrDefault(extractor => extractor.Recognizes(file));
}
