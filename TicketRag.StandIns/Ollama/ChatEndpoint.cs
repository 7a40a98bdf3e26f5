using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace TicketRag.StandIns.Ollama;

/// <summary><c>POST /api/chat</c>, streamed word by word or whole.</summary>
internal static class ChatEndpoint
{
    private const string CreatedAt = "2026-01-01T00:00:00.123456789Z";

    public static IEndpointRouteBuilder MapChat(
        this IEndpointRouteBuilder routes, OllamaStandInModels models, OllamaFaults faults, Func<OllamaChatRequest, string> reply)
    {
        routes.MapPost("/api/chat", async context =>
        {
            var fields = RequestFields.Of(context, "ChatRequest");
            var request = ChatRequestReader.Read(fields, models);
            var thinks = models.Find(request.Model) is { } model && model.Can("thinking")
                && fields.Any("think") is not { ValueKind: JsonValueKind.False };
            var (tokens, reason) = Tokens(request, reply);
            var thinking = thinks && tokens.Count > 0 ? "Let me look at what I was given. " : null;
            if (fields.Flag("stream") is false)
            {
                await Answer.JsonAsync(context, Last(request, tokens.Count, reason, string.Concat(tokens), thinking));
                return;
            }

            await StreamAsync(new(context, faults), request, tokens, reason, thinking);
        });
        return routes;
    }

    private static async Task StreamAsync(NdjsonStream stream, OllamaChatRequest request, IReadOnlyList<string> tokens, string reason, string? thinking)
    {
        if (thinking is not null && !await stream.WriteAsync(Line(request, "", thinking)))
        {
            return;
        }

        foreach (var token in tokens)
        {
            if (!await stream.WriteAsync(Line(request, token, thinking: null)))
            {
                return;
            }
        }

        await stream.WriteAsync(Last(request, tokens.Count, reason, "", thinking: null));
    }

    // No messages load the model, and say nothing.
    private static (IReadOnlyList<string> Tokens, string Reason) Tokens(OllamaChatRequest request, Func<OllamaChatRequest, string> reply)
    {
        if (request.Messages.Count == 0)
        {
            return ([], "load");
        }

        var text = reply(request);
        foreach (var stop in StopSequences(request))
        {
            text = text.IndexOf(stop, StringComparison.Ordinal) is var at and >= 0 ? text[..at] : text;
        }

        var tokens = WordsWithSpace(text);
        return ModelOptions.Whole(request.Options, "num_predict") is { } most and >= 0 && most < tokens.Count
            ? (tokens[..most], "length")
            : (tokens, "stop");
    }

    private static List<string> WordsWithSpace(string text)
    {
        var words = new List<string>();
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = text.IndexOf(' ', start) is var space and >= 0 ? space + 1 : text.Length;
            words.Add(text[start..end]);
        }

        return words;
    }

    private static IEnumerable<string> StopSequences(OllamaChatRequest request) =>
        request.Options is { } options && options.TryGetProperty("stop", out var stop) && stop.ValueKind is JsonValueKind.Array
            ? stop.EnumerateArray().Select(item => item.GetString() ?? "").Where(text => text.Length > 0)
            : [];

    private static JsonObject Line(OllamaChatRequest request, string content, string? thinking)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = content };
        if (thinking is not null)
        {
            message["thinking"] = thinking;
        }

        return new() { ["model"] = request.Model, ["created_at"] = CreatedAt, ["message"] = message, ["done"] = false };
    }

    private static JsonObject Last(OllamaChatRequest request, int tokens, string reason, string content, string? thinking)
    {
        var line = Line(request, content, thinking);
        line["done"] = true;
        line["done_reason"] = reason;
        line["total_duration"] = 4_883_583_458;
        line["load_duration"] = 1_334_875;
        line["prompt_eval_count"] = HashedBagOfWords.Words(request.Prompt).Count();
        line["prompt_eval_duration"] = 342_546_000;
        line["eval_count"] = tokens;
        line["eval_duration"] = 4_535_599_000;
        return line;
    }
}
