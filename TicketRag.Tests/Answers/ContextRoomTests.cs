using System.Text.Json;
using TicketRag.Core.Answers;
using TicketRag.Core.Models;
using TicketRag.Core.Models.Ollama;
using TicketRag.Core.Retrieval;
using TicketRag.StandIns.Ollama;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Models.Ollama;

namespace TicketRag.Tests.Answers;

/// <summary>What is sent to a chat model fits the context that is asked of it; what does not is left out here, from its end.</summary>
public sealed class ContextRoomTests : IAsyncLifetime
{
    private const int Context = 2_048;

    private OllamaHost _ollama = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _ollama = await OllamaHost.StartAsync();

    public ValueTask DisposeAsync() => _ollama.DisposeAsync();

    [Fact]
    public async Task History_is_left_out_from_the_oldest_on_and_sources_before_it()
    {
        List<Exchange> history = [.. Enumerable.Range(0, 40).Select(i => new Exchange($"Question {i} about the lighthouse", string.Join(' ', Enumerable.Repeat($"word{i}", 40))))];
        var sent = await SentAsync("Short question?", history);

        var said = sent.Where(message => message.StartsWith("user: Question", StringComparison.Ordinal)).ToList();
        Assert.InRange(said.Count, 1, 39);
        Assert.Equal([.. Enumerable.Range(40 - said.Count, said.Count).Select(i => $"user: Question {i} about the lighthouse")], said);
        AssertFits(sent);
    }

    [Fact]
    public async Task Long_codes_are_not_taken_for_few_tokens()
    {
        var code = string.Concat(Enumerable.Repeat("abcdefghij", 60));
        AssertFits(await SentAsync("Short question?", [.. Enumerable.Range(0, 20).Select(i => new Exchange($"{i} {code}", code))]));
    }

    [Fact]
    public async Task Question_that_does_not_fit_alone_is_refused_and_not_cut()
    {
        var usage = new ModelUsage(TimeProvider.System);
        var refused = await Assert.ThrowsAsync<ModelRequestException>(
            async () => await Writer().AnswerAsync(new string('x', 20_000), [], [], usage, Cancelled).ToListAsync(Cancelled));

        Assert.Contains("too long", refused.Message);
        Assert.Empty(_ollama.Server.Requests);
        Assert.Empty(usage.Calls);
    }

    [Fact]
    public async Task Prompt_that_took_more_tokens_than_was_reckoned_is_told()
    {
        _ollama.Server.Faults.AnswerWith("""{"model":"llama3.2","message":{"role":"assistant","content":"{\"steps\":[]}"},"done":true,"prompt_eval_count":1900,"eval_count":3}""");
        var usage = new ModelUsage(TimeProvider.System);
        await Writer().AnswerAsync("Short question?", [], [], usage, Cancelled).ToListAsync(Cancelled);

        Assert.Contains("may have cut it", Assert.Single(usage.Warnings));
    }

    private ChatAnswerWriter Writer() => new(new(_ollama.Chat, "llama3.2", Context));

    private async Task<List<string>> SentAsync(string question, IReadOnlyList<Exchange> history)
    {
        await Writer().AnswerAsync(question, history, [], new(TimeProvider.System), Cancelled).ToListAsync(Cancelled);
        var asked = Assert.Single(_ollama.Server.Requests, request => request.Path == "/api/chat").Body;
        Assert.Equal(Context, asked.GetProperty("options").GetProperty("num_ctx").GetInt32());
        return ChatModelFixture.MessagesOf(asked);
    }

    // With the reply that is asked for, at three characters a token.
    private static void AssertFits(List<string> sent) => Assert.InRange((sent.Sum(message => message.Length) / 3) + 1_024, 1, Context);
}
