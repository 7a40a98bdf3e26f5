using System.Net.Http.Headers;

namespace TicketRag.IngestWorker.Extraction;

/// <summary>A declared MIME type, in lower case, with its charset.</summary>
public readonly record struct DeclaredType(string Type, string? Charset)
{
    public static DeclaredType Of(string? header) =>
        MediaTypeHeaderValue.TryParse(header, out var parsed) ? new(parsed.MediaType?.ToLowerInvariant() ?? "", parsed.CharSet?.Trim('"')) : new("", null);
}
