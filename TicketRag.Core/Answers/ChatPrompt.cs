using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace TicketRag.Core.Answers;

/// <summary>What a chat model is told to do, and the JSON schema of its reply.</summary>
/// <param name="Name">What it is for.</param>
public sealed record ChatPrompt(string Name, string Instructions, string Schema)
{
    private const int VersionDigits = 8;

    /// <summary>Changes with every word of instructions and schema, so that a record tells which words made its answer.</summary>
    public string Version { get; } = $"{Name}-{Hash($"{Instructions}\n{Schema}")[..VersionDigits]}";

    public ChatResponseFormat Format { get; } = ChatResponseFormat.ForJsonSchema(JsonElement.Parse(Schema), Name);

    /// <summary>
    /// SHA-256 of what is sent: a line <c>role: text</c> for each message, with line feeds between. The process's own secret counts for nothing, so that equal
    /// prompts have equal hashes.
    /// </summary>
    public static string Sha256Of(IEnumerable<ChatMessage> messages) => Hash(
        string.Join('\n', messages.Select(message => $"{message.Role.Value}: {message.Text}")).Replace(PromptSecret.Word, "", StringComparison.Ordinal));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
