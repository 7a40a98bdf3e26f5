using System.Text.Json;
using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;

namespace TicketRag.IngestWorker.Ingestion;

/// <summary>A text that a client put in, as a document. The same text for the same audience is the same document.</summary>
internal static class TextSource
{
    public static SourceDocument Of(OrganizationId organization, string text, string? title, string? source, Audience audience, IReadOnlyList<string> tags, JsonElement? metadata) => new()
    {
        Kind = SourceKind.Text,
        SourceId = ChunkIds.TextDocument(organization.Value, audience.Value, text),
        Title = title ?? TextTitle.Of(text),
        Source = source,
        Audience = audience,
        Tags = tags,
        Metadata = metadata?.GetRawText(),
        Sections = [new(null, text, audience)],
    };
}
