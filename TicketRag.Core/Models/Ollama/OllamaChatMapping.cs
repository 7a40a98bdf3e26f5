using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace TicketRag.Core.Models.Ollama;

/// <summary>Between the abstractions' chat and Ollama's.</summary>
internal static class OllamaChatMapping
{
    /// <summary>The key in <see cref="ChatOptions.AdditionalProperties"/> of a context window (int, tokens) for one call.</summary>
    public const string ContextLength = "num_ctx";

    private static readonly JsonElement AnyJson = JsonElement.Parse("\"json\"");

    public static OllamaChatRequest ToRequest(OllamaConnection connection, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        if (options?.Tools is { Count: > 0 })
        {
            throw new NotSupportedException("Tools are not passed to Ollama.");
        }

        var system = options?.Instructions is { Length: > 0 } instructions ? [new OllamaMessage(ChatRole.System.Value, instructions)] : Array.Empty<OllamaMessage>();
        return new(options?.ModelId is { } asked ? ModelName.WithTag(asked) : connection.Model, [.. system, .. messages.Select(ToMessage)])
        {
            Format = options?.ResponseFormat is ChatResponseFormatJson json ? json.Schema ?? AnyJson : null,
            Think = ToThink(options?.Reasoning?.Effort, connection.Options.Think),
            KeepAlive = connection.KeepAlive,
            Options = new()
            {
                Temperature = options?.Temperature,
                NumCtx = options?.AdditionalProperties?.GetValueOrDefault(ContextLength) as int? ?? connection.Options.ContextLength,
                NumPredict = options?.MaxOutputTokens,
                TopP = options?.TopP,
                TopK = options?.TopK,
                Seed = options?.Seed,
                Stop = options?.StopSequences,
            },
        };
    }

    public static ChatResponseUpdate ToUpdate(OllamaChatLine line, string id)
    {
        var update = new ChatResponseUpdate(ChatRole.Assistant, Contents(line))
        {
            ResponseId = id,
            MessageId = id,
            ModelId = line.Model,
            CreatedAt = line.CreatedAt,
        };
        if (line.Done)
        {
            update.FinishReason = line.DoneReason switch
            {
                null or "stop" => ChatFinishReason.Stop,
                "length" => ChatFinishReason.Length,
                var other => new(other),
            };
        }

        return update;
    }

    private static List<AIContent> Contents(OllamaChatLine line)
    {
        var contents = new List<AIContent>();
        if (line.Message?.Thinking is { Length: > 0 } thinking)
        {
            contents.Add(new TextReasoningContent(thinking));
        }

        if (line.Message?.Content is { Length: > 0 } text)
        {
            contents.Add(new TextContent(text));
        }

        if (line.Done)
        {
            contents.Add(new UsageContent(new()
            {
                InputTokenCount = line.PromptEvalCount,
                OutputTokenCount = line.EvalCount,
                TotalTokenCount = line.PromptEvalCount + line.EvalCount,
            }));
        }

        return contents;
    }

    private static OllamaMessage ToMessage(ChatMessage message) =>
        message.Contents.All(content => content is TextContent or TextReasoningContent)
            ? new(message.Role.Value, message.Text)
            : throw new NotSupportedException("Only text is passed to Ollama.");

    private static JsonNode? ToThink(ReasoningEffort? asked, bool? setting) => asked switch
    {
        null => setting is { } think ? JsonValue.Create(think) : null,
        ReasoningEffort.None => JsonValue.Create(false),
        ReasoningEffort.Low => JsonValue.Create("low"),
        ReasoningEffort.Medium => JsonValue.Create("medium"),
        _ => JsonValue.Create("high"),
    };
}
