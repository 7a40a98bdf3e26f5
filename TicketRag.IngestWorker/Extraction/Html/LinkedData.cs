using System.Text.Json;
using AngleSharp.Html.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>The article that a page describes in JSON-LD, by schema.org's terms.</summary>
internal sealed record LinkedData(string? Title, string? Author, string? Date, string? Body)
{
    private const int MostLength = 1_000_000;

    /// <summary>Empty where there is none.</summary>
    public static LinkedData Read(IHtmlDocument document)
    {
        foreach (var script in document.QuerySelectorAll("script[type='application/ld+json']"))
        {
            if (Parse(script.TextContent) is { } json && Articles(json).FirstOrDefault() is { ValueKind: JsonValueKind.Object } article)
            {
                return new(Text(article, "headline") ?? Text(article, "name"), Names(article), Text(article, "datePublished"), Text(article, "articleBody"));
            }
        }

        return new(null, null, null, null);
    }

    private static JsonElement? Parse(string text)
    {
        try
        {
            return text.Length > MostLength ? null : JsonDocument.Parse(text.Trim().Trim(';'), new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<JsonElement> Articles(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Articles),
        JsonValueKind.Object when IsArticle(json) => [json],
        JsonValueKind.Object when json.TryGetProperty("@graph", out var graph) => Articles(graph),
        _ => [],
    };

    private static bool IsArticle(JsonElement json) => json.TryGetProperty("@type", out var type)
        && (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(IsArticleType) : IsArticleType(type));

    private static bool IsArticleType(JsonElement type) => type.ValueKind == JsonValueKind.String
        && type.GetString() is { } name && (name.EndsWith("Article", StringComparison.Ordinal) || name.EndsWith("Posting", StringComparison.Ordinal) || name is "Report" or "WebPage");

    private static string? Names(JsonElement article) => article.TryGetProperty("author", out var author) ? Name(author) : null;

    private static string? Name(JsonElement author) => author.ValueKind switch
    {
        JsonValueKind.String => author.GetString(),
        JsonValueKind.Object => Text(author, "name"),
        JsonValueKind.Array => string.Join(", ", author.EnumerateArray().Select(Name).OfType<string>()) is { Length: > 0 } names ? names : null,
        _ => null,
    };

    private static string? Text(JsonElement json, string member) =>
        json.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? System.Net.WebUtility.HtmlDecode(text)
            : null;
}
