namespace TicketRag.IngestWorker.Extraction.Text;

/// <summary>Text in any common encoding: paragraphs, with the line that each begins at.</summary>
internal sealed class PlainTextExtractor : IExtractor
{
    public string Format => "text";

    public bool Recognizes(FileProbe file) => file.Sample is not null;

    public void Extract(ExtractionRun run)
    {
        using var reader = TextReading.Open(run);
        var paragraph = new List<string>();
        var (number, first) = (0, 1);
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                first = paragraph.Count == 0 ? number : first;
                paragraph.Add(line);
                continue;
            }

            Flush(run, paragraph, first);
        }

        Flush(run, paragraph, first);
    }

    private static void Flush(ExtractionRun run, List<string> paragraph, int first)
    {
        run.Blocks.Paragraph(string.Join('\n', paragraph), new(Line: first));
        paragraph.Clear();
    }
}
