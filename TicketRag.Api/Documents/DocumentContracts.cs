using System.Text.Json;
using TicketRag.Core.Documents;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Documents;

/// <summary>What is indexed of one source, and where it stands.</summary>
/// <param name="SourceId">The ticket, article or asset; for others the document's own key.</param>
/// <param name="Source">The label that the client gave.</param>
/// <param name="Status">pending, processing, ready, failed: as its latest job is.</param>
/// <param name="Stage">While it is processed: fetching, extracting, chunking, embedding, indexing.</param>
/// <param name="Progress">Of the latest job, 0 to 1.</param>
/// <param name="Version">The one that answers, whatever the status; 0 where there is none yet.</param>
/// <param name="JobId">Of the latest job; null where it was deleted or there was none.</param>
public sealed record DocumentResponse(
    Guid Id, SourceKind SourceType, Guid SourceId, string? Source, string Title, string Status, string? Stage, double Progress, string Message, string ErrorMessage,
    int Version, int ChunkCount, string Audience, string? State, string? Format, string? FileName, string? Url, IReadOnlyList<string> Tags, JsonElement? Metadata,
    Guid? JobId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static DocumentResponse From(DocumentWork work)
    {
        var document = work.Document;
        return new(
            document.Id, document.SourceKind, document.SourceId, document.Source, document.Title, SnakeCaseName.Of(work.State),
            work.State == DocumentState.Processing ? work.Job?.Stage : null,
            work.State == DocumentState.Ready ? 1 : Math.Round(work.Job?.Progress ?? 0, 4),
            work.Job?.Message ?? "", work.Error ?? "", document.Version, document.ChunkCount, document.Audience.Value, document.State, document.Format,
            document.FileName, document.Address, document.Tags, JsonObjects.Parse(document.Metadata), work.Job?.Id, document.CreatedAt, document.UpdatedAt);
    }
}

/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last.</param>
public sealed record DocumentListResponse(IReadOnlyList<DocumentResponse> Documents, string? Next);

/// <summary>A passage: <c>text[start..end]</c> of the document's text (UTF-16 code units).</summary>
/// <param name="Context">The header of its table, which is searched with it.</param>
/// <param name="Line">Of a text, or the row of a sheet.</param>
public sealed record ChunkResponse(
    Guid ChunkId, int Ordinal, int Start, int End, string Text, string? HeadingPath, string? Context, int? Page, string? Sheet, int? Line, string Audience)
{
    public static ChunkResponse From(Chunk chunk) => new(
        chunk.Id, chunk.Ordinal, chunk.Start, chunk.End, chunk.Text, chunk.HeadingPath, chunk.Context, chunk.Page, chunk.Sheet, chunk.Line, chunk.Audience.Value);
}

/// <param name="Version">Of the document that they are chunks of.</param>
/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last.</param>
public sealed record ChunkListResponse(Guid DocumentId, int Version, IReadOnlyList<ChunkResponse> Chunks, int? Next);
