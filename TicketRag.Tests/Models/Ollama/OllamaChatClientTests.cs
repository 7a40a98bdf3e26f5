using System.Text.Json;
using Microsoft.Extensions.AI;
using TicketRag.Core.Models;
using TicketRag.StandIns.Ollama;

namespace TicketRag.Tests.Models.Ollama;

public class OllamaChatClientTests
{
    private static readonly ChatMessage[] Question =
    [
        new(ChatRole.System, "Answer from the sources."),
        new(ChatRole.User, "Why does the printer smoke?"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_arrives_whole_with_usage_model_and_reason()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Reply = _ => "Because its fuser is too hot: ünplug it.";

        var answer = await ollama.Chat.GetResponseAsync(Question, cancellationToken: Cancellation);

        Assert.Equal("Because its fuser is too hot: ünplug it.", answer.Text);
        Assert.Equal("llama3.2:latest", answer.ModelId);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(9, answer.Usage?.InputTokenCount);
        Assert.Equal(8, answer.Usage?.OutputTokenCount);
        Assert.Equal(17, answer.Usage?.TotalTokenCount);
        Assert.Single(answer.Messages);
    }

    [Fact]
    public async Task A_streamed_answer_comes_in_pieces_as_they_are_written()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Reply = _ => "one two three";
        var hold = ollama.Server.Faults.HoldMidStream();

        var pieces = new List<string>();
        await foreach (var update in ollama.Chat.GetStreamingResponseAsync(Question, cancellationToken: Cancellation))
        {
            pieces.Add(update.Text);

            // The rest is only written once the first piece has been seen here.
            hold.Release();
        }

        Assert.Equal(["one ", "two ", "three", ""], pieces);
    }

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

        await ollama.Chat.GetResponseAsync(Question, options, Cancellation);

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
            Question, new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) }, Cancellation);

        Assert.True(JsonElement.DeepEquals(schema, Assert.Single(ollama.Server.Requests).Body.GetProperty("format")));
        Assert.Equal(JsonValueKind.String, JsonElement.Parse(answer.Text).GetProperty("answer").ValueKind);
    }

    [Fact]
    public async Task Json_without_a_schema_is_sent_by_its_name()
    {
        await using var ollama = await OllamaHost.StartAsync();

        await ollama.Chat.GetResponseAsync(Question, new() { ResponseFormat = ChatResponseFormat.Json }, Cancellation);

        Assert.Equal("json", Assert.Single(ollama.Server.Requests).Body.GetProperty("format").GetString());
    }

    [Fact]
    public async Task An_answer_that_was_cut_at_its_limit_says_so()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Reply = _ => "one two three four";

        var answer = await ollama.Chat.GetResponseAsync(Question, new() { MaxOutputTokens = 2 }, Cancellation);

        Assert.Equal("one two ", answer.Text);
        Assert.Equal(ChatFinishReason.Length, answer.FinishReason);
    }

    [Theory]
    [InlineData("false", "False")]
    [InlineData("true", "True")]
    [InlineData("", null)]
    public async Task Thinking_follows_the_setting(string setting, string? sent)
    {
        await using var ollama = await OllamaHost.StartAsync(chat: "qwen3", settings: ("Think", setting));
        ollama.Server.Models.Add(OllamaStandInModel.Thinking());

        var answer = await ollama.Chat.GetResponseAsync(Question, cancellationToken: Cancellation);

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

        await ollama.Chat.GetResponseAsync(Question, new() { Reasoning = new() { Effort = ReasoningEffort.Low } }, Cancellation);

        Assert.Equal("low", Assert.Single(ollama.Server.Requests).Body.GetProperty("think").GetString());
    }

    [Fact]
    public async Task An_error_line_in_mid_stream_ends_the_answer_with_an_exception()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Faults.FailMidStream("an error was encountered while running the model: CUDA error");
        var seen = new List<string>();

        var thrown = await Assert.ThrowsAsync<ModelUnavailableException>(() => CollectAsync(ollama.Chat, seen));

        Assert.Equal(ModelUnavailableKind.ServerError, thrown.Kind);
        Assert.Contains("CUDA error", thrown.Reason);
        Assert.Equal("chat", thrown.Dependency);
        Assert.Single(seen);
    }

    [Fact]
    public async Task A_stream_that_ends_before_it_is_done_is_an_error()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Faults.EndStreamEarly();

        var thrown = await Assert.ThrowsAsync<ModelUnavailableException>(() => CollectAsync(ollama.Chat, []));

        Assert.Equal(ModelUnavailableKind.ServerError, thrown.Kind);
        Assert.Contains("before it was complete", thrown.Reason);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_mid_stream_is_an_error()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Faults.CutStream();

        var thrown = await Assert.ThrowsAsync<ModelUnavailableException>(() => CollectAsync(ollama.Chat, []));

        Assert.Equal(ModelUnavailableKind.Unreachable, thrown.Kind);
    }

    [Fact]
    public async Task A_line_that_is_no_JSON_is_an_error()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Faults.AnswerWith("data: {}\n");

        await Assert.ThrowsAsync<ModelResponseException>(() => CollectAsync(ollama.Chat, []));
    }

    [Fact]
    public async Task Cancelling_in_mid_stream_reaches_the_server()
    {
        await using var ollama = await OllamaHost.StartAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var hold = ollama.Server.Faults.HoldMidStream();

        var answer = ollama.Chat.GetResponseAsync(Question, cancellationToken: cancel.Token);
        await hold.Arrived.WaitAsync(Cancellation);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Equal("/api/chat", (await ollama.Server.NextAbortedAsync(Cancellation)).Path);
    }

    [Fact]
    public async Task Leaving_a_stream_early_ends_the_request_at_the_server()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Faults.HoldMidStream();

        await foreach (var _ in ollama.Chat.GetStreamingResponseAsync(Question, cancellationToken: Cancellation))
        {
            break;
        }

        Assert.Equal("/api/chat", (await ollama.Server.NextAbortedAsync(Cancellation)).Path);
    }

    [Fact]
    public async Task A_stream_that_falls_silent_is_given_up_after_the_idle_time()
    {
        await using var ollama = await OllamaHost.StartAsync();
        var hold = ollama.Server.Faults.HoldMidStream();

        var pieces = ollama.Chat.GetStreamingResponseAsync(Question, cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await pieces.MoveNextAsync());
        await hold.Arrived.WaitAsync(Cancellation);
        var next = pieces.MoveNextAsync().AsTask();
        ollama.Time.Advance(TimeSpan.FromMinutes(5));

        var thrown = await Assert.ThrowsAsync<ModelUnavailableException>(() => next);
        Assert.Equal(ModelUnavailableKind.Unreachable, thrown.Kind);
        await ollama.Server.NextAbortedAsync(Cancellation);
    }

    [Fact]
    public async Task A_slow_stream_is_not_given_up_as_long_as_something_comes()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Reply = _ => "one two";
        var holds = new[] { ollama.Server.Faults.Hold(), ollama.Server.Faults.HoldMidStream() };

        await using var pieces = ollama.Chat.GetStreamingResponseAsync(Question, cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
        foreach (var hold in holds)
        {
            var next = pieces.MoveNextAsync().AsTask();
            await hold.Arrived.WaitAsync(Cancellation);
            ollama.Time.Advance(TimeSpan.FromMinutes(4));
            hold.Release();
            Assert.True(await next);
        }

        Assert.Equal("two", pieces.Current.Text);
    }

    [Fact]
    public async Task Tools_and_images_are_refused_rather_than_forgotten()
    {
        await using var ollama = await OllamaHost.StartAsync();
        var image = new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")]);

        await Assert.ThrowsAsync<NotSupportedException>(() => ollama.Chat.GetResponseAsync([image], cancellationToken: Cancellation));
        await Assert.ThrowsAsync<NotSupportedException>(
            () => ollama.Chat.GetResponseAsync(Question, new() { Tools = [new HostedWebSearchTool()] }, Cancellation));
        Assert.Empty(ollama.Server.Requests);
    }

    private static async Task CollectAsync(IChatClient chat, List<string> seen)
    {
        await foreach (var update in chat.GetStreamingResponseAsync(Question, cancellationToken: Cancellation))
        {
            seen.Add(update.Text);
        }
    }
}
