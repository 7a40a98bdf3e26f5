using System.Text.Json;
using TicketRag.Api.Errors;
using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;

namespace TicketRag.Api.Ingestion;

/// <summary>The form of <c>/ingest</c>, with every field looked at: a text, or files.</summary>
internal sealed record IngestionForm(string TextContent, IReadOnlyList<StoredFile> Files, string? Source, JsonElement? Metadata, bool Sync)
{
    private const string TextField = "text_content";
    private const string FileField = "file";
    private const string SourceField = "source";
    private const string MetadataField = "metadata";
    private const string SyncField = "sync";
    private const int LongestSource = 200;

    /// <returns>The form, or why it is refused.</returns>
    public static async Task<(IngestionForm? Form, IResult? Refusal)> ReadAsync(
        HttpRequest request, UploadReader uploads, OrganizationId organization, TextLimits limits, bool maySync, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return (null, TypedResults.Problem(
                $"Send a form with {TextField} or {FileField} (and {MetadataField}, {SourceField}, {SyncField}); for JSON use /ingest/text.", statusCode: StatusCodes.Status415UnsupportedMediaType));
        }

        string[] known = maySync ? [TextField, MetadataField, SourceField, SyncField] : [TextField, MetadataField, SourceField];
        var (form, refusal) = request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
            ? await uploads.ReadAsync(request, organization, known, cancellationToken)
            : await UrlEncodedAsync(request, limits, known, cancellationToken);
        return form is null ? (null, refusal) : Check(form);
    }

    private static async Task<(UploadForm? Form, IResult? Refusal)> UrlEncodedAsync(
        HttpRequest request, TextLimits limits, string[] known, CancellationToken cancellationToken)
    {
        // One megabyte of text may be three of UTF-8, and as many again once it is percent-encoded.
        request.HttpContext.Features.Set<Microsoft.AspNetCore.Http.Features.IFormFeature>(new Microsoft.AspNetCore.Http.Features.FormFeature(
            request, new() { ValueLengthLimit = int.MaxValue, MultipartBodyLengthLimit = 12L * limits.MaxTextLength + 1_000_000 }));
        var form = await request.ReadFormAsync(cancellationToken);
        if (form.FirstOrDefault(field => field.Value.Count > 1) is { Key: { } repeated })
        {
            return (null, Problems.Invalid(repeated, "This field stands there more than once."));
        }

        return form.Keys.FirstOrDefault(key => !known.Contains(key)) is { } unknown
            ? (null, Problems.Invalid(unknown, "This field is not known here."))
            : (new(form.ToDictionary(field => field.Key, field => field.Value.ToString()), []), null);
    }

    private static (IngestionForm? Form, IResult? Refusal) Check(UploadForm form)
    {
        var text = Field(TextField);
        if (form.Files.Count > 0 && text.Length > 0)
        {
            return Refuse(TextField, $"Send a text or files in {FileField}, not both.");
        }

        if (form.Files.Count == 0 && string.IsNullOrWhiteSpace(text))
        {
            return Refuse(TextField, "Must hold a text.");
        }

        if (form.Fields.Values.Any(value => value.Contains('\0', StringComparison.Ordinal)))
        {
            return Refuse(form.Fields.First(field => field.Value.Contains('\0', StringComparison.Ordinal)).Key, JsonSettings.NulCharacter);
        }

        if (!TryMetadata(Field(MetadataField), out var metadata))
        {
            return Refuse(MetadataField, "Must be a JSON object, e.g. {\"source\":\"api\"}.");
        }

        var source = Field(SourceField);
        if (source.Length > LongestSource)
        {
            return Refuse(SourceField, $"Has {LongestSource} characters at most.");
        }

        var sync = Field(SyncField);
        return sync is "" or "true" or "false" or "True" or "False" or "1" or "0"
            ? (new(text, form.Files, source.Length == 0 ? null : source, metadata, sync is "true" or "True" or "1"), null)
            : Refuse(SyncField, "Is true or false.");

        string Field(string name) => form.Fields.GetValueOrDefault(name) ?? "";
    }

    private static (IngestionForm?, IResult?) Refuse(string field, string reason) => (null, Problems.Invalid(field, reason));

    private static bool TryMetadata(string json, out JsonElement? metadata)
    {
        metadata = null;
        if (json.Length == 0)
        {
            return true;
        }

        try
        {
            metadata = JsonDocument.Parse(json, new() { AllowDuplicateProperties = false }).RootElement;
            return metadata.Value.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
