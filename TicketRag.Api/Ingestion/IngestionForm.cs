using System.Text.Json;
using TicketRag.Api.Errors;

namespace TicketRag.Api.Ingestion;

/// <summary>The form of <c>/ingest</c>, with every field looked at.</summary>
internal sealed record IngestionForm(string TextContent, JsonElement? Metadata, bool Sync)
{
    private const string TextField = "text_content";
    private const string MetadataField = "metadata";
    private const string SyncField = "sync";

    /// <returns>The form, or why it is refused.</returns>
    public static async Task<(IngestionForm? Form, IResult? Refusal)> ReadAsync(
        HttpRequest request, TextLimits limits, bool maySync, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return (null, TypedResults.Problem(
                $"Send a form with {TextField} (and {MetadataField}, {SyncField}); for JSON use /ingest/text.", statusCode: StatusCodes.Status415UnsupportedMediaType));
        }

        // One megabyte of text may be three of UTF-8, and as many again once it is percent-encoded.
        request.HttpContext.Features.Set<Microsoft.AspNetCore.Http.Features.IFormFeature>(new Microsoft.AspNetCore.Http.Features.FormFeature(
            request, new() { ValueLengthLimit = int.MaxValue, MultipartBodyLengthLimit = 12L * limits.MaxTextLength + 1_000_000 }));
        var form = await request.ReadFormAsync(cancellationToken);
        if (form.Files.Count > 0)
        {
            return Refuse(form.Files[0].Name, $"Files are not taken here: send the text itself in {TextField}.");
        }

        if (form.FirstOrDefault(field => field.Value.Count > 1) is { Key: { } repeated })
        {
            return Refuse(repeated, "This field stands there more than once.");
        }

        var unknown = form.Keys.FirstOrDefault(key => key is not (TextField or MetadataField) && !(maySync && key == SyncField));
        if (unknown is not null)
        {
            return Refuse(unknown, "This field is not known here.");
        }

        var text = form[TextField].ToString();
        if (string.IsNullOrWhiteSpace(text))
        {
            return Refuse(TextField, "Must hold a text.");
        }

        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return Refuse(TextField, JsonSettings.NulCharacter);
        }

        if (!TryMetadata(form[MetadataField].ToString(), out var metadata))
        {
            return Refuse(MetadataField, "Must be a JSON object, e.g. {\"source\":\"api\"}.");
        }

        var sync = form[SyncField].ToString();
        return sync is "" or "true" or "false" or "True" or "False" or "1" or "0"
            ? (new(text, metadata, sync is "true" or "True" or "1"), null)
            : Refuse(SyncField, "Is true or false.");
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
