using System.Text.Json;

namespace TicketRag.StandIns.Ollama;

/// <summary>What a chat model is asked, after the server found it valid.</summary>
/// <param name="Format">Null, the text "json", or a JSON schema.</param>
public sealed record OllamaChatRequest(string Model, IReadOnlyList<OllamaChatMessage> Messages, JsonElement? Format, JsonElement? Options)
{
    /// <summary>All that the model reads.</summary>
    public string Prompt => string.Join("\n\n", Messages.Select(message => message.Content));
}

/// <param name="Role">system, user, assistant or tool.</param>
public sealed record OllamaChatMessage(string Role, string Content);
