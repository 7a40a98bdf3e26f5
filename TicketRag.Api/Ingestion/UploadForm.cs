using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using TicketRag.Api.Errors;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Organizations;

namespace TicketRag.Api.Ingestion;

/// <summary>What a multipart form held: its fields, and its files, which lie in the blob store already.</summary>
internal sealed record UploadForm(IReadOnlyDictionary<string, string> Fields, IReadOnlyList<StoredFile> Files);

/// <summary>Reads multipart forms part by part: files stream into the blob store and are never held in memory or in files of the framework's.</summary>
internal sealed class UploadReader(IBlobStore blobs, IOptions<FileLimits> file, IOptions<UploadLimits> limits, IOptions<TextLimits> texts)
{
    private const string FileField = "file";
    private const int LongestBoundary = 200;

    /// <param name="fields">The names that a text field may have.</param>
    /// <returns>The form, or why it is refused.</returns>
    public async Task<(UploadForm? Form, IResult? Refusal)> ReadAsync(HttpRequest request, OrganizationId organization, string[] fields, CancellationToken cancellationToken)
    {
        if (BoundaryOf(request) is not { } boundary)
        {
            return (null, TypedResults.Problem($"Send a form (multipart/form-data) with a file in the field {FileField}.", statusCode: StatusCodes.Status415UnsupportedMediaType));
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limits.Value.MaxRequestBytes + 12L * texts.Value.MaxTextLength;
        }

        var values = new Dictionary<string, string>();
        var files = new List<StoredFile>();
        var reader = new MultipartReader(boundary, request.Body) { BodyLengthLimit = null };
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (await ReadAsync(section, organization, fields, values, files, cancellationToken) is { } refusal)
                {
                    return (null, refusal);
                }
            }
        }
        catch (BlobTooLargeException tooLarge)
        {
            return (null, TypedResults.Problem($"A file may have {tooLarge.MaxLength:N0} bytes at most.", statusCode: StatusCodes.Status413PayloadTooLarge));
        }
        catch (Exception broken) when (broken is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            return (null, TypedResults.Problem("The form is cut off or not well formed.", statusCode: StatusCodes.Status400BadRequest));
        }

        return (new(values, files), null);
    }

    private async Task<IResult?> ReadAsync(
        MultipartSection section, OrganizationId organization, string[] fields, Dictionary<string, string> values, List<StoredFile> files, CancellationToken cancellationToken)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || HeaderUtilities.RemoveQuotes(disposition.Name).Value is not { } name)
        {
            return TypedResults.Problem("A part of the form has no name.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (disposition.IsFileDisposition())
        {
            return await StoreAsync(section, disposition, organization, files, cancellationToken);
        }

        if (!fields.Contains(name))
        {
            return Problems.Invalid(name, "This field is not known here.");
        }

        var (value, isTooLong) = await TextAsync(section, cancellationToken);
        return isTooLong ? Problems.TooLarge(name, texts.Value.MaxTextLength)
            : values.TryAdd(name, value) ? null
            : Problems.Invalid(name, "This field stands there more than once.");
    }

    private async Task<IResult?> StoreAsync(
        MultipartSection section, ContentDispositionHeaderValue disposition, OrganizationId organization, List<StoredFile> files, CancellationToken cancellationToken)
    {
        if (files.Count == limits.Value.MaxFiles)
        {
            return TypedResults.Problem($"A request may have {limits.Value.MaxFiles} files at most. Send several.", statusCode: StatusCodes.Status413PayloadTooLarge);
        }

        var blob = await blobs.PutAsync(organization, section.Body, file.Value.MaxFileBytes, cancellationToken);
        if (blob.Length == 0)
        {
            return Problems.Invalid(FileField, "The file is empty.");
        }

        files.Add(new(blob.Sha256, FileNameOf(disposition), section.ContentType, blob.Length));
        return null;
    }

    private async Task<(string Value, bool IsTooLong)> TextAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(section.Body, Encoding.UTF8);
        var most = texts.Value.MaxTextLength + 1;
        var buffer = new char[Math.Min(most, 4096)];
        var text = new StringBuilder();
        int read;
        while (text.Length < most && (read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            text.Append(buffer, 0, read);
        }

        return (text.ToString(), text.Length >= most);
    }

    private static string? BoundaryOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= LongestBoundary } boundary
            ? boundary
            : null;

    // The name alone: some send the folder, and of another system.
    private static string FileNameOf(ContentDispositionHeaderValue disposition)
    {
        var given = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value ?? "";
        var name = new string([.. given[(given.LastIndexOfAny(['/', '\\']) + 1)..].Where(c => !char.IsControl(c))]).Trim();
        return name.Length == 0 ? "file" : TextCut.AtMost(name, OriginalFile.MaxNameLength);
    }
}
