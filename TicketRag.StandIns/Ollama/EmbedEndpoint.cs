using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace TicketRag.StandIns.Ollama;

/// <summary><c>POST /api/embed</c>.</summary>
internal static class EmbedEndpoint
{
    public static IEndpointRouteBuilder MapEmbed(this IEndpointRouteBuilder routes, OllamaStandInModels models)
    {
        routes.MapPost("/api/embed", context => Answer.JsonAsync(context, Embed(RequestFields.Of(context, "EmbedRequest"), models)));
        return routes;
    }

    private static JsonObject Embed(RequestFields fields, OllamaStandInModels models)
    {
        var name = fields.Text("model");
        var truncate = fields.Flag("truncate") ?? true;
        var dimensions = fields.Whole("dimensions") ?? 0;
        var options = fields.Map("options");
        fields.CheckKeepAlive();
        var input = Input(fields.Any("input"));

        var model = models.Find(name) ?? throw OllamaRefusedException.NotFound(name);
        if (!model.Can("embedding"))
        {
            throw OllamaRefusedException.BadRequest($"\"{name}\" does not support embeddings");
        }

        ModelOptions.Check(options);
        var limit = Math.Min(ModelOptions.Whole(options, "num_ctx") ?? int.MaxValue, model.ContextLength);
        var words = input.Select(text => HashedBagOfWords.Words(text).ToList()).ToList();
        if (!truncate && words.Exists(text => text.Count > limit))
        {
            throw OllamaRefusedException.BadRequest("the input length exceeds the context length");
        }

        var size = dimensions > 0 && dimensions < model.Dimensions ? dimensions : model.Dimensions;
        return new()
        {
            ["model"] = name,
            ["embeddings"] = new JsonArray([.. words.Select(text => Vector(text.Take(limit), model.Dimensions, size))]),
            ["total_duration"] = 14_143_917,
            ["load_duration"] = 1_019_500,
            ["prompt_eval_count"] = words.Sum(text => Math.Min(text.Count, limit)),
        };
    }

    private static IReadOnlyList<string> Input(JsonElement? input) => input switch
    {
        null => [],
        { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } some ? [some] : [],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String) =>
            [.. list.EnumerateArray().Select(item => item.GetString()!)],
        _ => throw OllamaRefusedException.BadRequest("invalid input type"),
    };

    private static JsonArray Vector(IEnumerable<string> words, int dimensions, int size) =>
        new([.. HashedBagOfWords.Vector(words, dimensions, size).Select(value => JsonValue.Create(value))]);
}
