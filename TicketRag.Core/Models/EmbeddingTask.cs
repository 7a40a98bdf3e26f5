using Microsoft.Extensions.AI;

namespace TicketRag.Core.Models;

/// <summary>
/// What a text is embedded for. Some models want another prefix for a question than for what may answer it, so callers say which:
/// <c>generator.GenerateAsync(texts, EmbeddingTask.ForQuery())</c>. Generators that make no difference ignore it.
/// </summary>
public static class EmbeddingTask
{
    /// <summary>The key in <see cref="EmbeddingGenerationOptions.AdditionalProperties"/>.</summary>
    public const string Property = "task";

    public const string Query = "query";

    public const string Document = "document";

    public static EmbeddingGenerationOptions ForQuery() => Options(Query);

    public static EmbeddingGenerationOptions ForDocument() => Options(Document);

    /// <summary>The task that the options name; <see cref="Document"/> when they name none.</summary>
    /// <exception cref="ArgumentException">They name something else.</exception>
    public static string Of(EmbeddingGenerationOptions? options) =>
        options?.AdditionalProperties?.GetValueOrDefault(Property) switch
        {
            null or Document => Document,
            Query => Query,
            var other => throw new ArgumentException($"'{other}' is no embedding task: {Query} or {Document}.", nameof(options)),
        };

    private static EmbeddingGenerationOptions Options(string task) => new() { AdditionalProperties = new() { [Property] = task } };
}
