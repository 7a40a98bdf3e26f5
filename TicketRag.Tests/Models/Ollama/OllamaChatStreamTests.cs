using Microsoft.Extensions.AI;
using TicketRag.Core.Models;

namespace TicketRag.Tests.Models.Ollama;

/// <summary>Streams that break, fail, end early or fall silent.</summary>
public class OllamaChatStreamTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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
    public async Task A_stream_that_falls_silent_is_given_up_after_the_idle_time()
    {
        await using var ollama = await OllamaHost.StartAsync();
        var hold = ollama.Server.Faults.HoldMidStream();

        var pieces = ollama.Chat.GetStreamingResponseAsync(OllamaHost.Question, cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
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

        await using var pieces = ollama.Chat.GetStreamingResponseAsync(OllamaHost.Question, cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
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

    private static async Task CollectAsync(IChatClient chat, List<string> seen)
    {
        await foreach (var update in chat.GetStreamingResponseAsync(OllamaHost.Question, cancellationToken: Cancellation))
        {
            seen.Add(update.Text);
        }
    }
}
