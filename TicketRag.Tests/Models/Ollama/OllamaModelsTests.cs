using TicketRag.Core.Models;
using TicketRag.Core.Models.Ollama;
using TicketRag.StandIns.Ollama;

namespace TicketRag.Tests.Models.Ollama;

public class OllamaModelsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_is_there_or_not()
    {
        await using var ollama = await OllamaHost.StartAsync();

        Assert.True(await ollama.Models.ExistsAsync("nomic-embed-text", Cancellation));
        Assert.True(await ollama.Models.ExistsAsync("nomic-embed-text:latest", Cancellation));
        Assert.False(await ollama.Models.ExistsAsync("nomic-embed-text:v1.5", Cancellation));
    }

    [Fact]
    public async Task A_server_that_is_gone_is_not_a_missing_model()
    {
        await using var ollama = await OllamaHost.StartAsync();
        await ollama.Server.StopAsync();

        await Assert.ThrowsAsync<ModelUnavailableException>(() => ollama.Models.ExistsAsync("nomic-embed-text", Cancellation));
    }

    [Fact]
    public async Task A_pull_tells_its_progress_and_the_model_is_there_only_at_its_end()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Models.Publish(OllamaStandInModel.Embedding("bge-m3:latest", dimensions: 1024));
        var hold = ollama.Server.Faults.HoldMidStream();
        var progress = new List<PullProgress>();

        await foreach (var step in ollama.Models.PullAsync("bge-m3", Cancellation))
        {
            if (progress.Count == 0)
            {
                Assert.False(await ollama.Models.ExistsAsync("bge-m3", Cancellation));
                hold.Release();
            }

            progress.Add(step);
        }

        Assert.True(await ollama.Models.ExistsAsync("bge-m3", Cancellation));
        Assert.Equal(new("pulling manifest", null, null), progress[0]);
        Assert.Equal("success", progress[^1].Status);
        var bytes = progress.Where(step => step.TotalBytes is not null).ToList();
        Assert.All(bytes, step => Assert.Equal(4_000_000, step.TotalBytes));
        Assert.Equal([0, 1_000_000, 2_000_000, 3_000_000, 4_000_000], bytes.Select(step => step.CompletedBytes!.Value));
    }

    [Fact]
    public async Task Pulling_what_nobody_published_says_that_it_is_missing()
    {
        await using var ollama = await OllamaHost.StartAsync();

        var thrown = await Assert.ThrowsAsync<ModelUnavailableException>(() => PullAsync(ollama, "no-such-model"));

        Assert.Equal(ModelUnavailableKind.Missing, thrown.Kind);
        Assert.Contains("pull model manifest", thrown.Reason);
    }

    [Fact]
    public async Task A_pull_that_fails_or_breaks_leaves_no_model_and_can_be_repeated()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Models.Publish(OllamaStandInModel.Embedding("bge-m3:latest"));
        ollama.Server.Faults.FailMidStream("max retries exceeded: unexpected EOF");
        ollama.Server.Faults.CutStream();
        ollama.Server.Faults.EndStreamEarly();

        var failed = await Assert.ThrowsAsync<ModelUnavailableException>(() => PullAsync(ollama, "bge-m3"));
        var broken = await Assert.ThrowsAsync<ModelUnavailableException>(() => PullAsync(ollama, "bge-m3"));
        await Assert.ThrowsAsync<ModelUnavailableException>(() => PullAsync(ollama, "bge-m3"));

        Assert.Equal((ModelUnavailableKind.ServerError, ModelUnavailableKind.Unreachable), (failed.Kind, broken.Kind));
        Assert.False(await ollama.Models.ExistsAsync("bge-m3", Cancellation));

        await PullAsync(ollama, "bge-m3");
        Assert.True(await ollama.Models.ExistsAsync("bge-m3", Cancellation));
    }

    private static async Task PullAsync(OllamaHost ollama, string model)
    {
        await foreach (var step in ollama.Models.PullAsync(model, Cancellation))
        {
            Assert.NotEmpty(step.Status);
        }
    }
}
