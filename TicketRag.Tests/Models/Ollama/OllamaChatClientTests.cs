using Microsoft.Extensions.AI;

namespace TicketRag.Tests.Models.Ollama;

public class OllamaChatClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_arrives_whole_with_usage_model_and_reason()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Reply = _ => "Because its fuser is too hot: ünplug it.";

        var answer = await ollama.Chat.GetResponseAsync(OllamaHost.Question, cancellationToken: Cancellation);

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
        await foreach (var update in ollama.Chat.GetStreamingResponseAsync(OllamaHost.Question, cancellationToken: Cancellation))
        {
            pieces.Add(update.Text);

            // The rest is only written once the first piece has been seen here.
            hold.Release();
        }

        Assert.Equal(["one ", "two ", "three", ""], pieces);
    }

    [Fact]
    public async Task An_answer_that_was_cut_at_its_limit_says_so()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Reply = _ => "one two three four";

        var answer = await ollama.Chat.GetResponseAsync(OllamaHost.Question, new() { MaxOutputTokens = 2 }, Cancellation);

        Assert.Equal("one two ", answer.Text);
        Assert.Equal(ChatFinishReason.Length, answer.FinishReason);
    }

    [Fact]
    public async Task Cancelling_in_mid_stream_reaches_the_server()
    {
        await using var ollama = await OllamaHost.StartAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var hold = ollama.Server.Faults.HoldMidStream();

        var answer = ollama.Chat.GetResponseAsync(OllamaHost.Question, cancellationToken: cancel.Token);
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

        await foreach (var _ in ollama.Chat.GetStreamingResponseAsync(OllamaHost.Question, cancellationToken: Cancellation))
        {
            break;
        }

        Assert.Equal("/api/chat", (await ollama.Server.NextAbortedAsync(Cancellation)).Path);
    }
}
