using TicketRag.Core.Documents;
using TicketRag.Pdf;

namespace TicketRag.IngestWorker.Extraction;

/// <summary>PDF, page by page. A page of pictures alone is noted; a file of nothing but such pages is refused.</summary>
internal sealed class PdfExtractor : IExtractor
{
    private const int MostLeadingBytes = 1024;

    public string Format => "pdf";

    public bool Recognizes(FileProbe file) => file.Head.AsSpan(0, Math.Min(MostLeadingBytes, file.Head.Length)).IndexOf("%PDF-"u8) >= 0;

    public void Extract(ExtractionRun run)
    {
        var options = run.Budget.Options;
        using var document = PdfDocument.Open(
            run.Content,
            new() { Timeout = options.Timeout, MaxDecodedBytes = options.MaxUnpackedBytes, MaxMemoryBytes = run.Content.Length + options.MaxMemoryBytes },
            run.Budget.Cancellation);
        if (document.IsCutOff)
        {
            throw new ExtractionException(ExtractionFault.Damaged, "The PDF is cut off: its end is missing. Send the whole file again.");
        }

        run.Blocks.Facts = new() { Title = PdfTitle.Of(document.Title), Author = document.Author };
        var scans = new List<int>();
        foreach (var page in document.ReadPages())
        {
            if (page.NeedsOcr)
            {
                scans.Add(page.Number);
            }

            foreach (var block in page.Blocks)
            {
                Write(run.Blocks, block, new(Page: page.Number));
            }
        }

        if (document.IsRepaired)
        {
            run.Blocks.Note("what was lost where the file is damaged");
        }

        if (scans.Count > 0)
        {
            Report(run.Blocks, scans, document.PageCount);
        }
    }

    private static void Report(BlockWriter blocks, List<int> scans, int pages)
    {
        if (blocks.Length == 0)
        {
            throw new ExtractionException(
                ExtractionFault.NeedsOcr, $"{Subject(scans.Count, pages)} without text: it needs OCR, which is not done here.");
        }

        blocks.Note(scans.Count == 1 ? $"page {scans[0]} needs OCR" : $"pages {string.Join(", ", scans)} need OCR");
    }

    private static string Subject(int scans, int pages) => (scans, pages) switch
    {
        (_, 1) => "Its only page is a scan",
        _ when scans == pages => $"Its {pages} pages are scans",
        (1, _) => $"One of its {pages} pages is a scan, and the others are",
        _ => $"{scans} of its {pages} pages are scans, and the others are",
    };

    private static void Write(BlockWriter blocks, PdfBlock block, BlockPlace place)
    {
        switch (block.Kind)
        {
            case PdfBlockKind.Heading:
                blocks.Heading(block.HeadingLevel, block.Text, place);
                break;
            case PdfBlockKind.Table:
                WriteTable(blocks, block, place);
                break;
            default:
                blocks.Paragraph(block.Text, place);
                break;
        }
    }

    private static void WriteTable(BlockWriter blocks, PdfBlock block, BlockPlace place)
    {
        using var table = blocks.Table(place);
        foreach (var (row, i) in block.Rows.Select((row, i) => (row, i)))
        {
            table.Row([.. row.Cells.Select(cell => cell.Text)], isHeader: i == 0);
        }
    }
}
