using System.Text.Json;
using Microsoft.Extensions.AI;
using TicketRag.StandIns.Ollama;

namespace TicketRag.Tests.Models.Ollama;

/// <summary>What is asked of Ollama, and what it is not asked.</summary>
public class OllamaChatRequestTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_and_options_are_sent_as_Ollama_names_them()
    {
        await using var ollama = await OllamaHost.StartAsync(
            settings: [("ContextLength", "8192"), ("KeepAlive", "-00:00:00.001")]);
        var options = new ChatOptions
        {
            Instructions = "Be brief.",
            Temperature = 0.2f,
            MaxOutputTokens = 50,
            TopP = 0.9f,
            TopK = 20,
            Seed = 42,
            StopSequences = ["END"],
        };

        await ollama.Chat.GetResponseAsync(OllamaHost.Question, options, Cancellation);

        const string Expected = """
            {
              "model": "llama3.2:latest",
              "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "system", "content": "Answer from the sources."},
                {"role": "user", "content": "Why does the printer smoke?"}
              ],
              "stream": true,
              "think": false,
              "options": {"temperature": 0.2, "num_ctx": 8192, "num_predict": 50, "top_p": 0.9, "top_k": 20, "seed": 42, "stop": ["END"]},
              "keep_alive": "-1s"
            }
            """;
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Expected), Assert.Single(ollama.Server.Requests).Body));
    }

    [Fact]
    public async Task A_schema_is_sent_as_format_and_the_answer_keeps_to_it()
    {
        await using var ollama = await OllamaHost.StartAsync();
        var schema = JsonElement.Parse("""{"type":"object","properties":{"answer":{"type":"string"}},"required":["answer"]}""");

        var answer = await ollama.Chat.GetResponseAsync(
            OllamaHost.Question, new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) }, Cancellation);

        Assert.True(JsonElement.DeepEquals(schema, Assert.Single(ollama.Server.Requests).Body.GetProperty("format")));
        Assert.Equal(JsonValueKind.String, JsonElement.Parse(answer.Text).GetProperty("answer").ValueKind);
    }

    [Fact]
    public async Task Json_without_a_schema_is_sent_by_its_name()
    {
        await using var ollama = await OllamaHost.StartAsync();

        await ollama.Chat.GetResponseAsync(OllamaHost.Question, new() { ResponseFormat = ChatResponseFormat.Json }, Cancellation);

        Assert.Equal("json", Assert.Single(ollama.Server.Requests).Body.GetProperty("format").GetString());
    }

    [Theory]
    [InlineData("false", "False")]
    [InlineData("true", "True")]
    [InlineData("", null)]
    public async Task Thinking_follows_the_setting(string setting, string? sent)
    {
        await using var ollama = await OllamaHost.StartAsync(chat: "qwen3", settings: ("Think", setting));
        ollama.Server.Models.Add(OllamaStandInModel.Thinking());

        var answer = await ollama.Chat.GetResponseAsync(OllamaHost.Question, cancellationToken: Cancellation);

        var body = Assert.Single(ollama.Server.Requests).Body;
        Assert.Equal(sent, body.TryGetProperty("think", out var think) ? think.ValueKind.ToString() : null);
        var thought = answer.Messages[0].Contents.OfType<TextReasoningContent>().Any();
        Assert.Equal(setting != "false", thought);
        Assert.DoesNotContain("Let me look", answer.Text);
    }

    [Fact]
    public async Task One_call_can_ask_for_more_thought_than_the_setting()
    {
        await using var ollama = await OllamaHost.StartAsync(chat: "qwen3");
        ollama.Server.Models.Add(OllamaStandInModel.Thinking());

        await ollama.Chat.GetResponseAsync(OllamaHost.Question, new() { Reasoning = new() { Effort = ReasoningEffort.Low } }, Cancellation);

        Assert.Equal("low", Assert.Single(ollama.Server.Requests).Body.GetProperty("think").GetString());
    }

    [Fact]
    public async Task Tools_and_images_are_refused_rather_than_forgotten()
    {
        await using var ollama = await OllamaHost.StartAsync();
        var image = new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")]);

        await Assert.ThrowsAsync<NotSupportedException>(() => ollama.Chat.GetResponseAsync([image], cancellationToken: Cancellation));
        await Assert.ThrowsAsync<NotSupportedException>(
            () => ollama.Chat.GetResponseAsync(OllamaHost.Question, new() { Tools = [new HostedWebSearchTool()] }, Cancellation));
        Assert.Empty(ollama.Server.Requests);
    }
}
