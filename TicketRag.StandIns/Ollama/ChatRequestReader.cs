using System.Text.Json;

namespace TicketRag.StandIns.Ollama;

/// <summary>Reads a chat's body and refuses what the original refuses.</summary>
internal static class ChatRequestReader
{
    private static readonly string[] Efforts = ["low", "medium", "high", "max"];

    public static OllamaChatRequest Read(RequestFields fields, OllamaStandInModels models)
    {
        var name = fields.Text("model");
        var options = fields.Map("options");
        fields.Flag("truncate");
        fields.Flag("shift");
        fields.Flag("logprobs");
        fields.CheckKeepAlive();
        var think = CheckThink(fields.Any("think"));
        var messages = fields.List("messages", "Message").Select(ReadMessage).ToList();
        fields.List("tools", "Tool");

        if (name.Length == 0)
        {
            throw OllamaRefusedException.BadRequest("model is required");
        }

        var model = models.Find(name) ?? throw OllamaRefusedException.NotPulled(name);
        if (!model.Can("completion"))
        {
            throw OllamaRefusedException.BadRequest($"\"{name}\" does not support chat");
        }

        if (think && !model.Can("thinking"))
        {
            throw OllamaRefusedException.BadRequest($"\"{name}\" does not support thinking");
        }

        ModelOptions.Check(options);
        return new(name, messages, CheckFormat(fields.Any("format")), options);
    }

    private static OllamaChatMessage ReadMessage(RequestFields message)
    {
        var role = message.Text("role").ToLowerInvariant();
        return role is "system" or "user" or "assistant" or "tool"
            ? new(role, message.Text("content"))
            : throw OllamaRefusedException.BadRequest($"invalid role: {role}");
    }

    private static bool CheckThink(JsonElement? think) => think switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.String } effort when Efforts.Contains(effort.GetString()) => true,
        { } other => throw OllamaRefusedException.BadRequest(
            $"invalid think value: {other.GetRawText()} (must be \"high\", \"medium\", \"low\", \"max\", true, or false)"),
    };

    private static JsonElement? CheckFormat(JsonElement? format) => format switch
    {
        null or { ValueKind: JsonValueKind.Object } => format,
        { ValueKind: JsonValueKind.String } text when text.GetString() is "" => null,
        { ValueKind: JsonValueKind.String } text when text.GetString() is "json" => format,
        { } other => throw OllamaRefusedException.BadRequest(
            $"invalid format: {other.GetRawText()}; expected \"json\" or a valid JSON Schema object"),
    };
}
