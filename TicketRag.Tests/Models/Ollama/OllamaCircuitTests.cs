using Microsoft.Extensions.AI;
using TicketRag.Core.Models;

namespace TicketRag.Tests.Models.Ollama;

public class OllamaCircuitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dead_server_is_left_alone_for_a_while_and_then_tried_again()
    {
        await using var ollama = await OllamaHost.StartAsync();
        await ollama.Server.StopAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Null((await FailAsync(ollama)).RetryAfter);
        }

        // It is back at once, but isn't called before the break is over.
        await ollama.Server.StartAsync();
        var left = await FailAsync(ollama);
        Assert.Equal(ModelUnavailableKind.Unreachable, left.Kind);
        Assert.Equal(TimeSpan.FromSeconds(15), left.RetryAfter);
        Assert.Empty(ollama.Server.Requests);

        ollama.Time.Advance(TimeSpan.FromSeconds(16));
        await EmbedAsync(ollama);
        Assert.Single(ollama.Server.Requests);
    }

    [Fact]
    public async Task A_server_that_hangs_costs_a_query_its_time_only_a_few_times()
    {
        await using var ollama = await OllamaHost.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            var hold = ollama.Server.Faults.Hold();
            var query = EmbedAsync(ollama, EmbeddingTask.ForQuery());
            await hold.Arrived.WaitAsync(Cancellation);
            ollama.Time.Advance(TimeSpan.FromSeconds(5));
            await Assert.ThrowsAsync<ModelUnavailableException>(() => query);
        }

        Assert.NotNull((await FailAsync(ollama)).RetryAfter);
        Assert.Equal(3, ollama.Server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_says_no_is_alive_and_stays_called()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Faults.QueueFull(times: 10);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(ModelUnavailableKind.Busy, (await FailAsync(ollama)).Kind);
        }

        await EmbedAsync(ollama);
    }

    [Fact]
    public async Task Connections_break_apart_from_each_other()
    {
        await using var ollama = await OllamaHost.StartAsync();
        await ollama.Server.StopAsync();
        for (var i = 0; i < 3; i++)
        {
            await FailAsync(ollama);
        }

        await ollama.Server.StartAsync();

        Assert.NotNull((await FailAsync(ollama)).RetryAfter);
        await ollama.Chat.GetResponseAsync("hello", cancellationToken: Cancellation);
    }

    private static Task<ModelUnavailableException> FailAsync(OllamaHost ollama) =>
        Assert.ThrowsAsync<ModelUnavailableException>(() => EmbedAsync(ollama));

    private static Task<GeneratedEmbeddings<Embedding<float>>> EmbedAsync(OllamaHost ollama, EmbeddingGenerationOptions? options = null) =>
        ollama.Embedder.GenerateAsync(["the printer smokes"], options, Cancellation);
}
