using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using TicketRag.Core.Models;
using TicketRag.StandIns.Ollama;

namespace TicketRag.Tests.Models.Ollama;

public class OllamaEmbeddingGeneratorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Vectors_come_in_the_order_of_the_texts_across_batches()
    {
        await using var ollama = await OllamaHost.StartAsync(settings: ("EmbedBatchSize", "3"));
        var texts = Enumerable.Range(0, 8).Select(i => $"ticket number{i} about printer{i * 7}").ToList();

        var embeddings = await ollama.Embedder.GenerateAsync(texts, EmbeddingTask.ForDocument(), Cancellation);

        Assert.Equal([3, 3, 2], ollama.Server.Requests.Select(request => request.Body.GetProperty("input").GetArrayLength()));
        Assert.Equal(texts.Count, embeddings.Count);
        foreach (var (text, embedding) in texts.Zip(embeddings))
        {
            var expected = HashedBagOfWords.Vector($"search_document: {text}", embedding.Dimensions);
            Assert.Equal(1, TensorPrimitives.CosineSimilarity<float>(expected, embedding.Vector.Span), 1e-5);
        }
    }

    [Theory]
    [InlineData("nomic-embed-text", EmbeddingTask.Query, "search_query: the printer smokes")]
    [InlineData("nomic-embed-text", EmbeddingTask.Document, "search_document: the printer smokes")]
    [InlineData("hf.co/nomic-ai/nomic-embed-text-v1.5-GGUF:Q8_0", EmbeddingTask.Query, "search_query: the printer smokes")]
    [InlineData("mxbai-embed-large", EmbeddingTask.Query, "Represent this sentence for searching relevant passages: the printer smokes")]
    [InlineData("mxbai-embed-large", EmbeddingTask.Document, "the printer smokes")]
    [InlineData("snowflake-arctic-embed2", EmbeddingTask.Query, "query: the printer smokes")]
    [InlineData("some-unknown-model", EmbeddingTask.Query, "the printer smokes")]
    public async Task Known_models_get_their_prefix_for_the_task(string model, string task, string sent)
    {
        await using var ollama = await OllamaHost.StartAsync(embed: model);
        ollama.Server.Models.Add(OllamaStandInModel.Embedding(model));
        var options = task == EmbeddingTask.Query ? EmbeddingTask.ForQuery() : EmbeddingTask.ForDocument();

        await ollama.Embedder.GenerateAsync(["the printer smokes"], options, Cancellation);

        Assert.Equal(sent, Assert.Single(ollama.Server.Requests).Body.GetProperty("input")[0].GetString());
    }

    [Fact]
    public async Task Without_a_task_texts_are_documents_and_an_unknown_task_is_refused()
    {
        await using var ollama = await OllamaHost.StartAsync();

        await ollama.Embedder.GenerateAsync(["a"], cancellationToken: Cancellation);

        Assert.Equal("search_document: a", Assert.Single(ollama.Server.Requests).Body.GetProperty("input")[0].GetString());
        var odd = new EmbeddingGenerationOptions { AdditionalProperties = new() { [EmbeddingTask.Property] = "poem" } };
        await Assert.ThrowsAsync<ArgumentException>(() => ollama.Embedder.GenerateAsync(["a"], odd, Cancellation));
    }

    [Fact]
    public async Task Vectors_are_normalised_even_if_the_server_does_not()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Faults.AnswerWith("""{"model":"nomic-embed-text","embeddings":[[3,4],[0,-2]]}""");

        var embeddings = await ollama.Embedder.GenerateAsync(["a", "b"], cancellationToken: Cancellation);

        Assert.Equal([0.6f, 0.8f], embeddings[0].Vector.ToArray());
        Assert.Equal([0f, -1f], embeddings[1].Vector.ToArray());
    }

    [Theory]
    [InlineData("""{"embeddings":[[1,0]]}""", "1 vectors for 2 texts")]
    [InlineData("""{"embeddings":[[1,0],[1,0,0]]}""", "3 dimensions among such of 2")]
    [InlineData("""{"embeddings":[[1,0],[]]}""", "0 dimensions")]
    [InlineData("""{"embeddings":[[1,0],null]}""", "0 dimensions")]
    [InlineData("""{"embeddings":[[1,0],[1e39,0]]}""", "not finite")]
    [InlineData("""{"embeddings":[[1,0],[0,0]]}""", "not finite")]
    [InlineData("""{"embeddings":[[1,0],[NaN,0]]}""", "not the JSON")]
    [InlineData("""{"model":"nomic-embed-text"}""", "0 vectors")]
    [InlineData("<html>", "not the JSON")]
    public async Task Vectors_that_cannot_be_used_are_refused(string answer, string why)
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Faults.AnswerWith(answer);

        var thrown = await Assert.ThrowsAsync<ModelResponseException>(
            () => ollama.Embedder.GenerateAsync(["a", "b"], cancellationToken: Cancellation));

        Assert.Contains(why, thrown.Message);
        Assert.Equal("embed", thrown.Dependency);
    }

    [Fact]
    public async Task Dimensions_must_stay_the_same_from_batch_to_batch()
    {
        await using var ollama = await OllamaHost.StartAsync(settings: ("EmbedBatchSize", "1"));
        ollama.Server.Faults.AnswerWith("""{"embeddings":[[1,0]]}""");

        var thrown = await Assert.ThrowsAsync<ModelResponseException>(
            () => ollama.Embedder.GenerateAsync(["a", "b"], cancellationToken: Cancellation));

        Assert.Contains("256 dimensions among such of 2", thrown.Message);
    }

    [Fact]
    public async Task Model_dimensions_and_keep_alive_reach_the_server()
    {
        await using var ollama = await OllamaHost.StartAsync(settings: ("KeepAlive", "00:30:00"));

        var embeddings = await ollama.Embedder.GenerateAsync(["printer"], new() { Dimensions = 64 }, Cancellation);

        var body = Assert.Single(ollama.Server.Requests).Body;
        Assert.Equal("nomic-embed-text:latest", body.GetProperty("model").GetString());
        Assert.Equal("1800s", body.GetProperty("keep_alive").GetString());
        Assert.Equal(64, embeddings[0].Dimensions);
        Assert.Equal("nomic-embed-text:latest", embeddings[0].ModelId);
        Assert.Equal(2, embeddings.Usage?.InputTokenCount);
    }

    [Fact]
    public async Task No_texts_need_no_server()
    {
        await using var ollama = await OllamaHost.StartAsync();

        Assert.Empty(await ollama.Embedder.GenerateAsync([], cancellationToken: Cancellation));
        Assert.Empty(ollama.Server.Requests);
    }

    [Fact]
    public async Task Metadata_names_provider_and_model_with_its_tag()
    {
        await using var ollama = await OllamaHost.StartAsync();

        var metadata = ollama.Embedder.GetService<EmbeddingGeneratorMetadata>();

        Assert.Equal(("ollama", "nomic-embed-text:latest"), (metadata?.ProviderName, metadata?.DefaultModelId));
        Assert.Equal("llama3.2:latest", ollama.Chat.GetService<ChatClientMetadata>()?.DefaultModelId);
    }

    [Fact]
    public async Task Cancelling_reaches_the_server()
    {
        await using var ollama = await OllamaHost.StartAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var hold = ollama.Server.Faults.Hold();

        var embedding = ollama.Embedder.GenerateAsync(["a"], cancellationToken: cancel.Token);
        await hold.Arrived.WaitAsync(Cancellation);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => embedding);
        Assert.Equal("/api/embed", (await ollama.Server.NextAbortedAsync(Cancellation)).Path);
    }

    [Theory]
    [InlineData(EmbeddingTask.Query, 5)]
    [InlineData(EmbeddingTask.Document, 60)]
    public async Task Queries_are_given_less_time_than_documents(string task, int seconds)
    {
        await using var ollama = await OllamaHost.StartAsync();
        var hold = ollama.Server.Faults.Hold();
        var options = new EmbeddingGenerationOptions { AdditionalProperties = new() { [EmbeddingTask.Property] = task } };

        var embedding = ollama.Embedder.GenerateAsync(["a"], options, Cancellation);
        await hold.Arrived.WaitAsync(Cancellation);
        ollama.Time.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.False(embedding.IsCompleted);
        ollama.Time.Advance(TimeSpan.FromSeconds(1));

        var thrown = await Assert.ThrowsAsync<ModelUnavailableException>(() => embedding);
        Assert.Equal(ModelUnavailableKind.Unreachable, thrown.Kind);
        await ollama.Server.NextAbortedAsync(Cancellation);
    }
}
