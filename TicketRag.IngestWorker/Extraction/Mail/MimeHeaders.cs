using System.Text;
using TicketRag.IngestWorker.Extraction.Text;

namespace TicketRag.IngestWorker.Extraction.Mail;

/// <summary>The header fields of a mail or a part (RFC 5322, 2.2), unfolded; the first of a name counts.</summary>
internal sealed class MimeHeaders
{
    private const int MostFields = 1_000;

    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null where there is no such field.</summary>
    public string? this[string name] => _fields.GetValueOrDefault(name);

    /// <summary>The value with its encoded words decoded (RFC 2047).</summary>
    public string? Decoded(string name) => this[name] is { } value ? EncodedWords.Decode(value) : null;

    /// <returns>The fields, and where the body begins.</returns>
    public static (MimeHeaders Headers, int BodyStart) Read(ReadOnlySpan<byte> entity)
    {
        var headers = new MimeHeaders();
        var field = new StringBuilder();
        var at = 0;
        while (at < entity.Length)
        {
            var line = MimeLines.Next(entity, at, out var next);
            if (line.IsEmpty)
            {
                at = next;
                break;
            }

            var isContinuation = line[0] is (byte)' ' or (byte)'\t';
            if (!isContinuation && line.IndexOf((byte)':') <= 0 && !line.StartsWith("From "u8))
            {
                break;
            }

            if (!isContinuation)
            {
                headers.Add(field);
            }

            field.Append(TextDecoding.Decode(line, declared: null));
            at = next;
        }

        headers.Add(field);
        return (headers, at);
    }

    private void Add(StringBuilder field)
    {
        var text = field.ToString();
        var colon = text.IndexOf(':');
        if (colon > 0 && _fields.Count < MostFields)
        {
            _fields.TryAdd(text[..colon].Trim(), text[(colon + 1)..].Trim());
        }

        field.Clear();
    }
}
