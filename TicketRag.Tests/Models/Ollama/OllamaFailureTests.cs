using Microsoft.Extensions.AI;
using TicketRag.Core.Connections;
using TicketRag.Core.Models;

namespace TicketRag.Tests.Models.Ollama;

public class OllamaFailureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_missing_model_is_named()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Models.Remove("nomic-embed-text");
        ollama.Server.Models.Remove("llama3.2");

        var embed = await Assert.ThrowsAsync<ModelUnavailableException>(() => EmbedAsync(ollama));
        var chat = await Assert.ThrowsAsync<ModelUnavailableException>(
            () => ollama.Chat.GetResponseAsync("hello", cancellationToken: Cancellation));

        Assert.Equal(ModelUnavailableKind.Missing, embed.Kind);
        Assert.Contains("model 'nomic-embed-text:latest' not found", embed.Reason);
        Assert.Equal(ModelUnavailableKind.Missing, chat.Kind);
        Assert.Contains("try pulling it first", chat.Reason);
    }

    [Theory]
    [InlineData(503, "server busy, please try again.", ModelUnavailableKind.Busy)]
    [InlineData(429, "too many requests", ModelUnavailableKind.Busy)]
    [InlineData(500, "llama runner process has terminated: exit status 2", ModelUnavailableKind.ServerError)]
    [InlineData(499, "request canceled", ModelUnavailableKind.ServerError)]
    [InlineData(401, "unauthorized", ModelUnavailableKind.ServerError)]
    [InlineData(502, "bad gateway", ModelUnavailableKind.Unreachable)]
    [InlineData(400, "do embedding request: Post \"http://127.0.0.1:1234/embedding\": EOF", ModelUnavailableKind.ServerError)]
    public async Task What_may_work_later_is_unavailable(int status, string error, ModelUnavailableKind kind)
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Faults.Refuse(status, error);

        var thrown = await Assert.ThrowsAsync<ModelUnavailableException>(() => EmbedAsync(ollama));

        Assert.Equal(kind, thrown.Kind);
        Assert.Contains(error, thrown.Reason);
        Assert.IsAssignableFrom<DependencyUnavailableException>(thrown);
        await EmbedAsync(ollama);
    }

    [Fact]
    public async Task What_never_works_is_a_refused_request()
    {
        await using var ollama = await OllamaHost.StartAsync(chat: "nomic-embed-text");

        var thrown = await Assert.ThrowsAsync<ModelRequestException>(
            () => ollama.Chat.GetResponseAsync("hello", cancellationToken: Cancellation));

        Assert.Equal("\"nomic-embed-text:latest\" does not support chat", thrown.Reason);
        Assert.Equal("chat", thrown.Dependency);
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_back()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Faults.QueueFull(retryAfter: TimeSpan.FromSeconds(7));

        var thrown = await Assert.ThrowsAsync<ModelUnavailableException>(() => EmbedAsync(ollama));

        Assert.Equal(TimeSpan.FromSeconds(7), thrown.RetryAfter);
    }

    [Fact]
    public async Task A_stopped_server_is_unreachable_and_works_again_when_it_is_back()
    {
        await using var ollama = await OllamaHost.StartAsync();
        await EmbedAsync(ollama);
        await ollama.Server.StopAsync();

        var thrown = await Assert.ThrowsAsync<ModelUnavailableException>(() => EmbedAsync(ollama));
        Assert.Equal(ModelUnavailableKind.Unreachable, thrown.Kind);

        await ollama.Server.StartAsync();
        await EmbedAsync(ollama);
    }

    [Fact]
    public async Task Something_else_behind_the_endpoint_is_not_taken_for_a_missing_model()
    {
        await using var ollama = await OllamaHost.StartAsync();
        await using var elsewhere = OllamaHost.Connect(ollama.Server, embed: "nomic-embed-text;Endpoint=" + new Uri(ollama.Server.Endpoint, "nowhere/"));

        var thrown = await Assert.ThrowsAsync<ModelUnavailableException>(() => EmbedAsync(elsewhere));

        Assert.Equal(ModelUnavailableKind.ServerError, thrown.Kind);
        Assert.Contains("is the endpoint right?", thrown.Reason);
    }

    private static Task<GeneratedEmbeddings<Embedding<float>>> EmbedAsync(OllamaHost ollama) =>
        ollama.Embedder.GenerateAsync(["the printer smokes"], cancellationToken: Cancellation);
}
