using System.Net;
using System.Text.Json;
using TicketRag.StandIns.Ollama;

namespace TicketRag.Tests.Infrastructure;

/// <summary>An Api with a chat model that does as the tests of a class, one after the other, say.</summary>
public sealed class ChatModelFixture : IAsyncLifetime
{
    public const string ModelName = "qwen3:4b";

    internal OllamaStandIn Model { get; private set; } = null!;

    internal ApiServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Model = await OllamaStandIn.StartAsync(OllamaStandInModel.Chat(ModelName));
        Server = ApiServer.Start("Production", new Dictionary<string, string?>
        {
            ["ConnectionStrings:chat"] = $"Endpoint={Model.Endpoint};Model={ModelName}",
            ["Rag:ContextTokens"] = "4096",
        });
    }

    /// <summary>A new organization, and a model that behaves.</summary>
    internal Task<TestOrganization> BeginAsync()
    {
        Model.Reply = SchemaReply.FromPrompt;
        Model.Faults.Forget();
        return Server.NewOrganizationAsync();
    }

    /// <summary>What the model was asked last for that purpose.</summary>
    /// <param name="instructions">How its instructions begin.</param>
    internal JsonElement LastAsked(string instructions) =>
        Model.Requests.Last(request => request.Path == "/api/chat" && Messages(request)[0].StartsWith($"system: {instructions}", StringComparison.Ordinal)).Body;

    internal static List<string> Messages(OllamaStandInRequest request) => MessagesOf(request.Body);

    internal static List<string> MessagesOf(JsonElement body) =>
        [.. body.GetProperty("messages").EnumerateArray().Select(message => $"{message.Text("role")}: {message.Text("content")}")];

    internal static async Task<JsonElement> ChatAsync(ApiClient reader, string message, Guid? conversation = null) =>
        (await reader.PostAsync("/rag/chat", conversation is null ? new { message } : new { message, conversation_id = conversation })).Expect(HttpStatusCode.OK);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Model.DisposeAsync();
    }
}
