using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace TicketRag.StandIns.Ollama;

/// <summary>The server itself and what it has: <c>/</c>, version, tags, ps, show, delete.</summary>
internal static class ModelEndpoints
{
    public static IEndpointRouteBuilder MapModels(this IEndpointRouteBuilder routes, OllamaStandInModels models)
    {
        routes.MapMethods("/", ["GET", "HEAD"], context => context.Response.WriteAsync("Ollama is running", context.RequestAborted));
        routes.MapGet("/api/version", context => Answer.JsonAsync(context, new() { ["version"] = OllamaStandIn.Version }));
        routes.MapGet("/api/tags", context => Answer.JsonAsync(context, List(models)));
        routes.MapGet("/api/ps", context => Answer.JsonAsync(context, new() { ["models"] = new JsonArray() }));
        routes.MapPost("/api/show", context => Answer.JsonAsync(context, Show(RequestFields.Of(context, "ShowRequest"), models)));
        routes.MapDelete("/api/delete", async context =>
        {
            await RequestFields.ReadAsync(context);
            var name = RequestFields.Of(context, "DeleteRequest").Text("model");
            if (!models.Remove(name))
            {
                throw OllamaRefusedException.NotFound(name);
            }
        });
        routes.MapFallback(context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync("404 page not found", context.RequestAborted);
        });
        return routes;
    }

    public static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static JsonObject List(OllamaStandInModels models) => new()
    {
        ["models"] = new JsonArray([.. models.Present.Select(model => new JsonObject
        {
            ["name"] = model.Name,
            ["model"] = model.Name,
            ["modified_at"] = "2026-01-01T00:00:00.123456789Z",
            ["size"] = 1_000_000,
            ["digest"] = Digest(model.Name),
            ["details"] = Details(model),
            ["capabilities"] = Capabilities(model),
        })]),
    };

    private static JsonObject Show(RequestFields fields, OllamaStandInModels models)
    {
        fields.Flag("verbose");
        var name = fields.Text("model");
        if (name.Length == 0)
        {
            throw OllamaRefusedException.BadRequest("model is required");
        }

        var model = models.Find(name) ?? throw OllamaRefusedException.NotFound(name);
        var family = Family(model);
        var info = new JsonObject { ["general.architecture"] = family, [$"{family}.context_length"] = model.ContextLength };
        if (model.Dimensions > 0)
        {
            info[$"{family}.embedding_length"] = model.Dimensions;
        }

        return new()
        {
            ["details"] = Details(model),
            ["model_info"] = info,
            ["capabilities"] = Capabilities(model),
            ["modified_at"] = "2026-01-01T00:00:00.123456789Z",
        };
    }

    private static JsonObject Details(OllamaStandInModel model) => new()
    {
        ["parent_model"] = "",
        ["format"] = "gguf",
        ["family"] = Family(model),
        ["families"] = new JsonArray(Family(model)),
        ["parameter_size"] = $"{model.Dimensions.ToString(CultureInfo.InvariantCulture)}M",
        ["quantization_level"] = "F16",
    };

    private static JsonArray Capabilities(OllamaStandInModel model) => new([.. model.Capabilities.Select(name => JsonValue.Create(name))]);

    private static string Family(OllamaStandInModel model) => model.Can("embedding") ? "nomic-bert" : "llama";
}
