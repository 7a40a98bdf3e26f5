using System.Text;
using Microsoft.Net.Http.Headers;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Blobs;

namespace TicketRag.Api.Documents;

/// <summary>The bytes that a document was read from.</summary>
internal sealed class OriginalContent(IBlobStore blobs)
{
    /// <returns>Null where there are none.</returns>
    public async Task<OriginalFileContent?> OpenAsync(Document document, CancellationToken cancellationToken)
    {
        if (document.BlobSha256 is { } sha256)
        {
            return await blobs.OpenAsync(document.OrganizationId, sha256, cancellationToken) is { } content
                ? new(content, document.FileName ?? "page", TypeOf(document.Format), sha256)
                : null;
        }

        return document.Version == 0 ? null : new(new MemoryStream(Encoding.UTF8.GetBytes(document.Text)), "text.txt", "text/plain; charset=utf-8", document.ContentSha256);
    }

    private static string TypeOf(string? format) => format switch
    {
        "pdf" => "application/pdf",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "html" => "text/html",
        "markdown" => "text/markdown",
        "csv" => "text/csv",
        "json" => "application/json",
        "eml" => "message/rfc822",
        "zip" => "application/zip",
        "text" => "text/plain",
        _ => "application/octet-stream",
    };
}

/// <summary>A file to be handed out: always as a download, never to be shown, since nobody here wrote it.</summary>
internal sealed record OriginalFileContent(Stream Content, string FileName, string ContentType, string Sha256)
{
    public IResult ToResult(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "sandbox";
        return TypedResults.Stream(Content, ContentType, FileName, entityTag: new EntityTagHeaderValue($"\"{Sha256}\""), enableRangeProcessing: true);
    }
}
