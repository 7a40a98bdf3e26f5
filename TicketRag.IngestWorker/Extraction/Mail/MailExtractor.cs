using System.Globalization;
using TicketRag.IngestWorker.Extraction.Html;
using TicketRag.IngestWorker.Extraction.Text;

namespace TicketRag.IngestWorker.Extraction.Mail;

/// <summary>A mail (.eml): who wrote what to whom, its text, and its attachments, each as if it came alone.</summary>
internal sealed class MailExtractor : IExtractor
{
    private static readonly string[] Known =
        ["from", "to", "cc", "subject", "date", "received", "message-id", "mime-version", "return-path", "delivered-to", "content-type", "reply-to", "x-mailer", "sender"];

    public string Format => "eml";

    public bool Recognizes(FileProbe file)
    {
        if (file.IsDeclared("message/rfc822", ".eml"))
        {
            return file.Sample is not null;
        }

        var names = (file.Sample ?? "").Split('\n').TakeWhile(line => line.Length > 1 && (line[0] is ' ' or '\t' || line.StartsWith("From ", StringComparison.Ordinal) || FieldName(line) is not null))
            .Select(FieldName).OfType<string>().ToList();
        return names.Count(Known.Contains) >= 3 && (names.Contains("from") || names.Contains("received") || names.Contains("mime-version"));
    }

    public void Extract(ExtractionRun run)
    {
        var mail = MimeParser.Parse(run.ReadWhole(), run.Budget);
        var headers = mail.Headers;
        var subject = headers.Decoded("Subject");
        run.Blocks.Facts = new() { Title = subject, Author = headers.Decoded("From"), Date = Date(headers["Date"]) };
        run.Blocks.Heading(1, subject ?? "");
        run.Blocks.Paragraph(string.Join('\n', new[] { "From", "To", "Cc", "Date" }
            .Where(name => !string.IsNullOrWhiteSpace(headers[name])).Select(name => $"{name}: {headers.Decoded(name)}")));
        WriteText(run, mail);
        WriteAttachments(run, mail);
    }

    private static void WriteText(ExtractionRun run, MimePart part)
    {
        if (part.Parts.Count > 0)
        {
            var shown = part.ContentType.Value == "multipart/alternative" ? Best(part.Parts) : part.Parts;
            foreach (var inner in shown)
            {
                WriteText(run, inner);
            }
        }
        else if (!part.IsAttachment)
        {
            var text = TextDecoding.Decode(part.Decode(), part.ContentType["charset"]);
            if (part.ContentType.Value == "text/html")
            {
                HtmlBody.Write(text, run.Blocks, run.Budget);
            }
            else
            {
                MailText.Write(text, run.Blocks);
            }
        }
    }

    private static void WriteAttachments(ExtractionRun run, MimePart part)
    {
        foreach (var inner in part.Parts)
        {
            WriteAttachments(run, inner);
        }

        // Pictures that the text shows are part of its looks.
        var isPicture = part.ContentType.Value.StartsWith("image/", StringComparison.Ordinal) && part.Disposition.Value != "attachment";
        if (part.Parts.Count == 0 && part.IsAttachment && !isPicture)
        {
            using var content = new MemoryStream(part.Decode());
            run.ExtractNested(content, part.FileName ?? (part.ContentType.Value == "message/rfc822" ? "forwarded.eml" : null), part.Headers["Content-Type"]);
        }
    }

    // The plain form where it says something, else the last that can be shown.
    private static IEnumerable<MimePart> Best(IReadOnlyList<MimePart> forms) =>
        forms.Where(form => form.ContentType.Value == "text/plain" && form.Decode().AsSpan().Trim(" \t\r\n"u8).Length > 0).Take(1).ToList() is { Count: > 0 } plain
            ? plain.Concat(forms.Where(form => form.IsAttachment && form.Parts.Count == 0))
            : forms.Where(form => form.IsShown || form.Parts.Count > 0).TakeLast(1);

    private static string? Date(string? value) =>
        DateTimeOffset.TryParse(value?.Split('(')[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)
            : null;

    private static string? FieldName(string line) =>
        line.IndexOf(':') is > 0 and < 60 and var colon && line.AsSpan(0, colon).IndexOfAnyExceptInRange('!', '~') < 0 ? line[..colon].ToLowerInvariant() : null;
}
