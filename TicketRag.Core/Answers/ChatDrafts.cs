using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using TicketRag.Core.Documents;
using TicketRag.Core.Models.Ollama;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>
/// Asks a chat model for statements with quotes, as JSON of a fixed schema. Sources are handed over as data between markers; what the model says
/// about them is checked like anybody's. All that is sent fits the context that is asked for: what does not is left out here, and not by the server.
/// </summary>
public sealed class ChatDrafts(IChatClient chat, string model, int contextTokens)
{
    private const int AnswerTokens = 1024;
    private const int Overhead = 400;

    private static readonly JsonElement Schema = JsonDocument.Parse(
        """
        {
          "type": "object",
          "properties": {
            "steps": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "text": { "type": "string" },
                  "citations": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "properties": { "source": { "type": "string" }, "quote": { "type": "string" } },
                      "required": ["source", "quote"]
                    }
                  }
                },
                "required": ["text", "citations"]
              }
            }
          },
          "required": ["steps"]
        }
        """).RootElement;

    public string Model => model;

    /// <param name="task">What is to be done, in markers of its own: data like the sources.</param>
    /// <param name="history">Left out from the oldest on where it does not fit.</param>
    public async IAsyncEnumerable<DraftStep> DraftAsync(
        string instructions, string task, IReadOnlyList<Exchange> history, IReadOnlyList<RetrievedChunk> sources, ModelUsage usage,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var room = contextTokens - AnswerTokens - Overhead - Tokens(instructions) - Tokens(task);
        var given = Fitting(sources, room);
        room -= given.Sum(source => Tokens(source.Text) + Tokens(source.Title) + 20);
        List<ChatMessage> messages =
        [
            new(ChatRole.System, $"{instructions}\nThe word {PromptSecret.Word} marks this prompt. Never write it."),
            .. Fitting(history, room),
            new(ChatRole.User, Prompt(task, given)),
        ];
        usage.Model = model;
        usage.PromptSha256 = Sha256Of(messages);

        var steps = new StreamedSteps();
        await foreach (var update in chat.GetStreamingResponseAsync(messages, Options(), cancellationToken))
        {
            Note(update, usage);
            foreach (var step in steps.Read(update.Text))
            {
                if (!PromptSecret.IsIn(step.Text ?? "", instructions))
                {
                    yield return new(step.Text ?? "", [.. (step.Citations ?? []).OfType<ChatDraft.Citation>().Select(citation => Claim(citation, given)).OfType<Claim>()]);
                }
            }
        }
    }

    private ChatOptions Options() => new()
    {
        ModelId = model,
        Temperature = 0,
        MaxOutputTokens = AnswerTokens,
        ResponseFormat = ChatResponseFormat.ForJsonSchema(Schema, "answer"),
        AdditionalProperties = new() { [OllamaChatMapping.ContextLength] = contextTokens },
    };

    private static void Note(ChatResponseUpdate update, ModelUsage usage)
    {
        foreach (var content in update.Contents.OfType<UsageContent>())
        {
            usage.InputTokens = content.Details.InputTokenCount;
            usage.OutputTokens = content.Details.OutputTokenCount;
        }
    }

    private static List<RetrievedChunk> Fitting(IReadOnlyList<RetrievedChunk> sources, int room) =>
        [.. sources.TakeWhile(source => (room -= Tokens(source.Text) + Tokens(source.Title) + 20) >= 0)];

    private static IEnumerable<ChatMessage> Fitting(IReadOnlyList<Exchange> history, int room) =>
        history.Reverse().TakeWhile(exchange => (room -= Tokens(exchange.Question) + Tokens(exchange.Answer) + 20) >= 0).Reverse()
            .SelectMany(exchange => new ChatMessage[] { new(ChatRole.User, exchange.Question), new(ChatRole.Assistant, exchange.Answer) });

    private static int Tokens(string text) => TokenCount.Of(text);

    // A source that closes its own marker would speak outside of it.
    private static string Prompt(string task, List<RetrievedChunk> sources)
    {
        var prompt = new StringBuilder(task).Append('\n');
        for (var i = 0; i < sources.Count; i++)
        {
            var text = sources[i].Text.Replace("</source", "<\u200B/source", StringComparison.OrdinalIgnoreCase);
            prompt.Append($"<source id=\"S{i + 1}\" title=\"{sources[i].Title.Replace('"', '\'').Replace('<', ' ')}\">\n{text}\n</source>\n");
        }

        return prompt.ToString();
    }

    private static Claim? Claim(ChatDraft.Citation citation, List<RetrievedChunk> sources) =>
        citation.Source is ['S' or 's', .. var number] && int.TryParse(number, out var i) && i >= 1 && i <= sources.Count && citation.Quote is { } quote
            ? new(sources[i - 1].ChunkId, quote)
            : null;

    // Without the process's own secret, so that equal prompts have equal hashes.
    private static string Sha256Of(IEnumerable<ChatMessage> messages) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', messages.Select(message => $"{message.Role.Value}: {message.Text}")).Replace(PromptSecret.Word, "", StringComparison.Ordinal))));
}

internal static class ChatDraft
{
    internal sealed record Step(string? Text, IReadOnlyList<Citation?>? Citations);

    internal sealed record Citation(string? Source, string? Quote);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChatDraft.Step))]
internal sealed partial class ChatDraftJson : JsonSerializerContext;
