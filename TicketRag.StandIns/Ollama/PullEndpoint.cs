using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace TicketRag.StandIns.Ollama;

/// <summary><c>POST /api/pull</c>: progress lines; the model is there with the last of them. A broken pull goes on where it stopped.</summary>
internal static class PullEndpoint
{
    private const long LayerBytes = 4_000_000;
    private const long Step = 1_000_000;

    public static IEndpointRouteBuilder MapPull(this IEndpointRouteBuilder routes, OllamaStandInModels models, OllamaFaults faults)
    {
        var completed = new ConcurrentDictionary<string, long>();
        routes.MapPost("/api/pull", async context =>
        {
            var fields = RequestFields.Of(context, "PullRequest");
            fields.Flag("insecure");
            var name = fields.Text("model");
            if (name.Length == 0)
            {
                throw OllamaRefusedException.BadRequest("invalid model name");
            }

            var model = models.FindPublished(name);
            if (fields.Flag("stream") is false)
            {
                models.Add(model ?? throw new OllamaRefusedException(500, "pull model manifest: file does not exist"));
                await Answer.JsonAsync(context, Status("success"));
                return;
            }

            await StreamAsync(new(context, faults), model, models, completed);
        });
        return routes;
    }

    private static async Task StreamAsync(
        NdjsonStream stream, OllamaStandInModel? model, OllamaStandInModels models, ConcurrentDictionary<string, long> completed)
    {
        if (!await stream.WriteAsync(Status("pulling manifest")))
        {
            return;
        }

        if (model is null)
        {
            await stream.FailAsync("pull model manifest: file does not exist");
            return;
        }

        var digest = ModelEndpoints.Digest(model.Name);
        do
        {
            var bytes = completed.AddOrUpdate(model.Name, 0, (_, before) => Math.Min(before + Step, LayerBytes));
            await stream.WriteAsync(new()
            {
                ["status"] = $"pulling {digest[..12]}",
                ["digest"] = $"sha256:{digest}",
                ["total"] = LayerBytes,
                ["completed"] = bytes,
            });
        }
        while (completed[model.Name] < LayerBytes);

        await stream.WriteAsync(Status("verifying sha256 digest"));
        await stream.WriteAsync(Status("writing manifest"));
        models.Add(model);
        await stream.WriteAsync(Status("success"));
    }

    private static JsonObject Status(string status) => new() { ["status"] = status };
}
