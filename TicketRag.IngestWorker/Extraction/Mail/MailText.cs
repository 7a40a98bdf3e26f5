namespace TicketRag.IngestWorker.Extraction.Mail;

/// <summary>A mail's plain text as paragraphs.</summary>
internal static class MailText
{
    public static void Write(string text, BlockWriter blocks)
    {
        var paragraph = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                Flush();
            }
            else
            {
                paragraph.Add(line.TrimEnd());
            }
        }

        Flush();

        void Flush()
        {
            blocks.Paragraph(string.Join('\n', paragraph));
            paragraph.Clear();
        }
    }
}
