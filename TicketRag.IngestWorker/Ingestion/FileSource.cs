using System.Text.Json;
using System.Text.Json.Nodes;
using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;
using TicketRag.IngestWorker.Extraction;

namespace TicketRag.IngestWorker.Ingestion;

/// <summary>A file or page that was read, as a document.</summary>
internal static class FileSource
{
    /// <param name="name">The file's name, or the page's address.</param>
    public static SourceDocument Of(
        SourceKind kind, Guid id, ExtractedDocument read, OriginalFile original, string name, string? title, string? source, Audience audience, JsonElement? metadata) => new()
    {
        Kind = kind,
        SourceId = id,
        Title = title ?? (string.IsNullOrWhiteSpace(read.Facts.Title) ? name : CleanText.OfLine(read.Facts.Title)),
        Source = source,
        Audience = audience,
        Metadata = WithFacts(metadata, read),
        Original = original,
        Sections = [new(null, read.Text, audience) { Blocks = read.Blocks }],
    };

    // What the client says wins over what the file says of itself.
    private static string? WithFacts(JsonElement? metadata, ExtractedDocument read)
    {
        var all = metadata is { ValueKind: JsonValueKind.Object } given ? JsonObject.Create(given)! : [];
        Add("author", read.Facts.Author);
        Add("date", read.Facts.Date);
        Add("language", read.Facts.Language);
        if (read.Notes.Count > 0)
        {
            all.TryAdd("notes", new JsonArray([.. read.Notes.Select(note => (JsonNode)note)]));
        }

        return all.Count == 0 ? null : all.ToJsonString();

        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                all.TryAdd(name, CleanText.OfLine(value));
            }
        }
    }
}
