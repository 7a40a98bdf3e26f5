using System.Text.Json;
using TicketRag.StandIns.Ollama;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Distributed;

public sealed partial class DegradationTests
{
    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Chat_model_down_or_failing_in_mid_stream_the_answer_is_extracted(bool isDown)
    {
        if (isDown)
        {
            await product.Chat.StopAsync();
        }
        else
        {
            product.Chat.Faults.FailMidStream();
        }

        var (answer, took) = await TimedAsync(SolveAsync);
        if (isDown)
        {
            await ComponentAsync("chat", "degraded");
            await product.Chat.StartAsync();
        }

        Assert.Equal("ready", answer.Text("status"));
        Assert.Equal("extractive", answer.GetProperty("mode").Text("answerer"));
        Assert.Contains("chat:", answer.GetProperty("mode").Degraded());
        Assert.InRange(took, TimeSpan.Zero, Bounded);
        await Eventually.GetAsync(SolveAsync, one => one.GetProperty("mode").Text("answerer") == ProductDeployment.ChatModel, Soon, Cancellation);
    }

    [Fact(Timeout = 120_000)]
    public async Task Invented_evidence_gets_nowhere()
    {
        product.Chat.Reply = SchemaReply.Invented;
        var answer = await SolveAsync();

        Assert.Equal("abstained", answer.Text("status"));
        Assert.Empty(answer.GetProperty("steps").EnumerateArray());
        Assert.DoesNotContain("stands in no document", answer.ToString());
    }

    private Task<JsonElement> SolveAsync() => Api.PostJsonAsync("rag/solution", new { title = "Leak", description = DegradationFixture.Question }, Cancellation);
}
