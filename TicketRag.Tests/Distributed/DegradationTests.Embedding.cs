using System.Text.Json;
using TicketRag.StandIns.Ollama;
using TicketRag.StandIns.Qdrant;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Distributed;

public sealed partial class DegradationTests
{
    [Fact(Timeout = 120_000)]
    public async Task Embedding_model_down_search_goes_by_words_and_vectors_come_later()
    {
        await Embedding.StopAsync();
        var text = $"The moss on the roof of the boathouse is scraped off in May. {Guid.CreateVersion7()}";
        var ingested = await Api.IngestAsync(text, Cancellation);
        var (found, took) = await TimedAsync(() => Api.RetrieveAsync("moss on the boathouse", Cancellation));
        await ComponentAsync("embed", "degraded");

        Assert.True(ingested.GetProperty("success").GetBoolean());
        Assert.Equal(("lexical", "qdrant", ""), (found.GetProperty("mode").Text("search"), found.GetProperty("mode").Text("store"), found.GetProperty("mode").Text("embedder")));
        Assert.Contains("embed:", found.GetProperty("mode").Degraded());
        Assert.Equal(text, found.GetProperty("results")[0].Text("text"));
        Assert.InRange(took, TimeSpan.Zero, AtOnce);

        await Embedding.StartAsync();
        await WholeAsync();
        var again = await Api.RetrieveAsync("moss on the boathouse", Cancellation);
        Assert.Equal(JsonValueKind.Number, again.GetProperty("results")[0].GetProperty("scores").GetProperty("dense").ValueKind);
    }

    [Fact(Timeout = 120_000)]
    public async Task Embedding_model_that_hangs_keeps_nobody_waiting_long()
    {
        Embedding.Faults.Delay(TimeSpan.FromMinutes(5), TimeProvider.System, times: 20);
        var (found, took) = await TimedAsync(() => Api.RetrieveAsync(DegradationFixture.Question, Cancellation));

        Assert.Equal("lexical", found.GetProperty("mode").Text("search"));
        Assert.InRange(took, TimeSpan.Zero, Bounded);
    }

    [Fact(Timeout = 120_000)]
    public async Task Missing_model_is_pulled_with_progress_even_while_qdrant_is_down()
    {
        await Qdrant.StopAsync();
        var hold = Embedding.Faults.HoldMidStream();
        Embedding.Models.Publish(Embedding.Models.Find(product.EmbedModel)!);
        Embedding.Models.Remove(product.EmbedModel);
        await hold.Arrived.WaitAsync(Cancellation);
        var pull = await product.Deployment.ScalarAsync<Guid>("SELECT id FROM jobs WHERE kind = 'model_pull' ORDER BY created_at DESC LIMIT 1", Cancellation);
        await Qdrant.StartAsync();
        var meanwhile = await Eventually.GetAsync(
            () => Api.RetrieveAsync(DegradationFixture.Question, Cancellation), found => found.GetProperty("mode").Text("search") == "lexical", Soon, Cancellation);

        // Progress is noted once a second.
        await Task.Delay(TimeSpan.FromSeconds(1.2), TimeProvider.System, Cancellation);
        hold.Release();
        await WholeAsync();

        Assert.Contains("not found", meanwhile.GetProperty("mode").Degraded());
        await Eventually.GetAsync(
            () => product.Deployment.ScalarAsync<string>($"SELECT state || ' ' || total_items FROM jobs WHERE id = '{pull}'", Cancellation),
            state => state == "completed 3", Soon, Cancellation);
    }

    [Fact(Timeout = 180_000)]
    public async Task Changed_embedding_model_embeds_anew_and_never_mixes_vectors()
    {
        var old = Assert.Single(Qdrant.PointIds.Keys);
        const string next = "snowflake-arctic-embed:22m";
        Embedding.Models.Add(OllamaStandInModel.Embedding(next));
        var asked = Qdrant.Requests.Count;

        await product.RestartWithAsync(next, Cancellation);
        var found = await WholeAsync();

        Assert.Equal(next, found.GetProperty("mode").Text("embedder"));
        await Eventually.TrueAsync(
            () => Task.FromResult(Qdrant.PointIds.Count == 1 && !Qdrant.PointIds.ContainsKey(old)), Soon, () => "the old model's collection stays", Cancellation);
        await AssertPointsAreChunksAsync();
        Assert.DoesNotContain(Qdrant.Requests.Skip(asked), request => request.Path.Contains($"/{old}/points", StringComparison.Ordinal) && HasDense(request));
        Assert.Equal(
            await CountAsync("chunks"),
            await CountAsync($"chunks JOIN embeddings ON text_sha256 = search_text_sha256 AND embeddings.organization_id = chunks.organization_id AND model = '{next}'"));

        static bool HasDense(RecordedRequest request) => request.Body?.GetRawText().Contains("\"dense\":[", StringComparison.Ordinal) == true
            || request.Body?.GetRawText().Contains("\"using\":\"dense\"", StringComparison.Ordinal) == true;
    }
}
