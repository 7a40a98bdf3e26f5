using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace TicketRag.Core.Models.Ollama;

/// <summary>
/// Chats of an Ollama model. Text only: tools and images are refused. The wire always streams, so that a caller who leaves stops the
/// generation and a server that falls silent is noticed.
/// </summary>
/// <exception cref="ModelUnavailableException">Later may work; also from the middle of a stream.</exception>
/// <exception cref="ModelRequestException">This request never works.</exception>
/// <exception cref="ModelResponseException">The answer can't be read.</exception>
internal sealed class OllamaChatClient(OllamaConnection connection) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = OllamaChatMapping.ToRequest(connection, messages, options);
        var id = Guid.CreateVersion7().ToString("N");

        using var call = ModelCall.Start(ModelCall.Chat, OllamaConnection.Provider, request.Model, connection.Endpoint, connection.Time);
        call.Describe("gen_ai.request.temperature", request.Options?.Temperature);
        call.Describe("gen_ai.request.max_tokens", request.Options?.NumPredict);
        await using var lines = connection
            .StreamAsync("api/chat", request, OllamaJson.Default.OllamaChatRequest, OllamaJson.Default.OllamaChatLine, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await call.WatchAsync(lines.MoveNextAsync()))
        {
            var line = lines.Current;
            if (line.Done)
            {
                call.Answered(line.Model, line.PromptEvalCount, line.EvalCount);
                call.Describe("gen_ai.response.finish_reasons", new[] { line.DoneReason ?? "stop" });
            }

            yield return OllamaChatMapping.ToUpdate(line, id);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata)
            ? new ChatClientMetadata(OllamaConnection.Provider, connection.Endpoint, connection.Model)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // The connection outlives its users: the container owns it.
    }
}
