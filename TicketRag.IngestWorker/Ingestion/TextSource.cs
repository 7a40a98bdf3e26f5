using System.Text.Json;
using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;

namespace TicketRag.IngestWorker.Ingestion;

/// <summary>A text that a client put in, as a document. The same text for the same audience is the same document.</summary>
internal static class TextSource
{
    private const int MaxTitleLength = 120;

    public static SourceDocument Of(OrganizationId organization, string text, string? title, string? source, Audience audience, IReadOnlyList<string> tags, JsonElement? metadata) => new()
    {
        Kind = SourceKind.Text,
        SourceId = ChunkIds.TextDocument(organization.Value, audience.Value, text),
        Title = title ?? FirstLine(text),
        Source = source,
        Audience = audience,
        Tags = tags,
        Metadata = metadata?.GetRawText(),
        Sections = [new(null, text, audience)],
    };

    private static string FirstLine(string text)
    {
        var line = text.AsSpan().Trim();
        line = line[..(line.IndexOfAny('\r', '\n') is var end and >= 0 ? end : line.Length)].TrimStart('#').Trim();
        return line.Length <= MaxTitleLength ? line.ToString() : $"{line[..(char.IsHighSurrogate(line[MaxTitleLength - 1]) ? MaxTitleLength - 1 : MaxTitleLength)]}…";
    }
}
