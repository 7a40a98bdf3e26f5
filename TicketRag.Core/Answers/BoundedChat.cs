using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using TicketRag.Core.Connections;
using TicketRag.Core.Models;
using TicketRag.Core.Models.Ollama;

namespace TicketRag.Core.Answers;

/// <summary>
/// Asks the chat model, where there is one, for something small that an answer can do without: within a time limit, and within its context. What comes to
/// nothing is noted as degraded.
/// </summary>
public sealed class BoundedChat(IOptions<RagOptions> options, TimeProvider time, IChatClient? chat = null)
{
    private const int ReplyTokens = 200;
    private const int Overhead = 100;

    private readonly string _model = chat?.GetService<ChatClientMetadata>()?.DefaultModelId ?? Deployment.ChatName;

    public bool IsThere => chat is not null;

    /// <param name="asked">What is to be looked at, given the room that there is; null where it does not fit.</param>
    /// <param name="undone">What the answer goes without, for the note.</param>
    /// <returns>Null where there is no model, or it said nothing of use in time.</returns>
    internal async Task<T?> AskAsync<T>(
        ChatPrompt prompt, Func<ContextRoom, string?> asked, JsonTypeInfo<T> type, TimeSpan limit, string undone, ModelUsage usage, List<string> degraded, CancellationToken cancellationToken)
        where T : class
    {
        var room = new ContextRoom(options.Value.ContextTokens - ReplyTokens - Overhead);
        if (chat is null || !room.TryTake(prompt.Instructions) || asked(room) is not { } text)
        {
            return null;
        }

        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return JsonSerializer.Deserialize(await AskAsync(chat, prompt, text, usage, either.Token), type);
        }
        catch (Exception down) when (down is DependencyUnavailableException or ModelRequestException or ModelResponseException)
        {
            degraded.Add(down.Message);
        }
        catch (JsonException)
        {
            degraded.Add($"{Deployment.ChatName}: {undone}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            degraded.Add($"{Deployment.ChatName}: {undone} within {limit.TotalSeconds:0.#} s");
        }

        return null;
    }

    private async Task<string> AskAsync(IChatClient model, ChatPrompt prompt, string text, ModelUsage usage, CancellationToken cancellationToken)
    {
        ChatMessage[] messages = [new(ChatRole.System, prompt.Instructions), new(ChatRole.User, text)];
        var settings = new ChatOptions
        {
            Temperature = 0,
            MaxOutputTokens = ReplyTokens,
            ResponseFormat = prompt.Format,
            AdditionalProperties = new() { [OllamaChatMapping.ContextLength] = options.Value.ContextTokens },
        };
        using var call = usage.Begin(prompt, _model, messages);
        var reply = new StringBuilder();
        await foreach (var update in model.GetStreamingResponseAsync(messages, settings, cancellationToken))
        {
            call.Note(update);
            reply.Append(update.Text);
        }

        return reply.ToString();
    }
}
