using System.Diagnostics;
using System.Net;
using System.Text.Json;
using StackExchange.Redis;
using TicketRag.StandIns.Ollama;
using TicketRag.StandIns.Qdrant;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Distributed;

/// <summary>Whatever is down but Postgres: what can be done is done, in time, and the answer says what was not. What waited goes on by itself.</summary>
public sealed class DegradationTests(DegradationFixture product) : IClassFixture<DegradationFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Bounded = TimeSpan.FromSeconds(6);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpClient Api => product.Api.Client;

    private QdrantStandIn Qdrant => product.Deployment.Qdrant;

    private OllamaStandIn Embedding => product.Deployment.Ollama;

    public async ValueTask InitializeAsync()
    {
        await WholeAsync();
        await NoJobIsOpenAsync();
    }

    public ValueTask DisposeAsync() => product.RestoreAsync();

    [Fact(Timeout = 120_000)]
    public async Task Redis_down_tickets_are_created_at_once_and_their_jobs_run()
    {
        await product.Deployment.Redis.KillAsync();
        var (ticket, took) = await TimedAsync(() => Api.OpenTicketAsync("Leak", DegradationFixture.Question, Cancellation));
        var solution = await Api.SolutionAsync(ticket, Cancellation);
        await ComponentAsync("redis", "degraded");

        Assert.InRange(took, TimeSpan.Zero, AtOnce);
        Assert.Equal("ready", solution.Text("status"));

        await product.Deployment.Redis.StartAsync();
        await ComponentAsync("redis", "healthy");
        await Eventually.TrueAsync(
            async () =>
            {
                await Api.OpenTicketAsync("Leak again", DegradationFixture.Question, Cancellation);
                return await NudgesAsync() > 0;
            },
            Soon, () => "no nudge comes through", Cancellation);
    }

    [Fact(Timeout = 120_000)]
    public async Task Redis_that_hangs_delays_neither_tickets_nor_for_long_their_jobs()
    {
        ServerSignals.Freeze(product.Deployment.Redis.ProcessId);
        var (ticket, took) = await TimedAsync(() => Api.OpenTicketAsync("Leak", DegradationFixture.Question, Cancellation));
        var (solution, waited) = await TimedAsync(() => Api.SolutionAsync(ticket, Cancellation));

        Assert.InRange(took, TimeSpan.Zero, AtOnce);
        Assert.InRange(waited, TimeSpan.Zero, Bounded);
        Assert.Equal("ready", solution.Text("status"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Qdrant_down_search_falls_to_full_text_and_indexing_waits()
    {
        await Qdrant.StopAsync();
        var (found, took) = await TimedAsync(() => Api.RetrieveAsync(DegradationFixture.Question, Cancellation));
        var job = await IngestLaterAsync($"The ladder of the silo is checked in spring. {Guid.CreateVersion7()}");
        var waiting = await Api.JobAsync(job, one => one.Text("status") == "pending" && one.Text("message") == "Waits for qdrant_http", Cancellation);
        await ComponentAsync("qdrant", "degraded");

        var mode = found.GetProperty("mode");
        Assert.Equal(("full_text", "postgres", ""), (mode.Text("search"), mode.Text("store"), mode.Text("embedder")));
        Assert.Contains("qdrant_http", mode.Degraded());
        Assert.Contains("espresso", found.GetProperty("results")[0].Text("text"));
        Assert.InRange(took, TimeSpan.Zero, AtOnce);
        Assert.Equal("0", waiting.Text("attempt"));
        Assert.Contains("qdrant_http", waiting.Text("error_message"));

        await Qdrant.StartAsync();
        var ended = await Api.EndedJobAsync(job, Cancellation);
        Assert.Equal(("completed", "1"), (ended.Text("status"), ended.Text("attempt")));
        await WholeAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Qdrant_that_hangs_keeps_nobody_waiting_long()
    {
        Qdrant.Delay = TimeSpan.FromMinutes(5);
        var (found, took) = await TimedAsync(() => Api.RetrieveAsync(DegradationFixture.Question, Cancellation));

        Assert.Equal("full_text", found.GetProperty("mode").Text("search"));
        Assert.InRange(took, TimeSpan.Zero, Bounded);
    }

    [Fact(Timeout = 120_000)]
    public async Task Qdrant_that_failed_repeatedly_is_left_alone_for_a_while()
    {
        Qdrant.Delay = TimeSpan.FromMinutes(5);
        await Eventually.GetAsync(
            () => Api.RetrieveAsync(DegradationFixture.Question, Cancellation),
            one => one.GetProperty("mode").Degraded().Contains("failed repeatedly", StringComparison.Ordinal), Soon, Cancellation);
        var (found, took) = await TimedAsync(() => Api.RetrieveAsync(DegradationFixture.Question, Cancellation));

        Assert.Equal("full_text", found.GetProperty("mode").Text("search"));
        Assert.Contains("espresso", found.GetProperty("results")[0].Text("text"));
        Assert.InRange(took, TimeSpan.Zero, AtOnce);
    }

    [Fact(Timeout = 120_000)]
    public async Task Wiped_qdrant_is_filled_again_without_embedding_again()
    {
        var embedded = DocumentsEmbedded();
        await Qdrant.RestartEmptyAsync();
        await Eventually.TrueAsync(() => Task.FromResult(Qdrant.PointIds.Count > 0), Soon, () => "no collection comes back", Cancellation);

        var found = await WholeAsync();

        Assert.Contains("espresso", found.GetProperty("results")[0].Text("text"));
        Assert.Equal([], DocumentsEmbedded().Skip(embedded.Length));
        await AssertPointsAreChunksAsync();
    }

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

    [Fact(Timeout = 120_000)]
    public async Task Only_postgres_makes_unhealthy_and_everything_survives_its_outage()
    {
        var database = product.Deployment.DatabaseName;
        await product.Deployment.AdministrateAsync($"ALTER DATABASE {database} ALLOW_CONNECTIONS false", Cancellation);
        await product.Deployment.AdministrateAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'", Cancellation);
        await Task.WhenAll(UnhealthyAsync(product.Api), UnhealthyAsync(product.Worker));
        var alive = await Api.GetJsonAsync("alive", Cancellation);

        // Long enough for every loop to meet it.
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, Cancellation);
        await product.Deployment.AdministrateAsync($"ALTER DATABASE {database} ALLOW_CONNECTIONS true", Cancellation);
        await product.Api.WaitUntilUpAsync(Cancellation);
        await WholeAsync();
        var ingested = await Api.IngestAsync($"After the outage {Guid.CreateVersion7()}", Cancellation);

        Assert.Equal("healthy", alive.Text("status"));
        Assert.True(ingested.GetProperty("success").GetBoolean());
        Assert.False(product.Worker.HasExited);

        Task UnhealthyAsync(ServiceProcess service) => Eventually.GetAsync(
            () => service.HealthAsync(Cancellation), status => status == HttpStatusCode.ServiceUnavailable, Soon, Cancellation);
    }

    /// <summary>Until nothing is degraded; the answer to the question then.</summary>
    private Task<JsonElement> WholeAsync() => Eventually.GetAsync(
        () => Api.RetrieveAsync(DegradationFixture.Question, Cancellation),
        found => found.GetProperty("mode") is var mode && mode.Text("search") == "hybrid" && mode.Degraded() == "", Soon, Cancellation);

    // What another test put in may still be on its way to the index.
    private Task NoJobIsOpenAsync() => Eventually.TrueAsync(
        async () => await CountAsync("jobs WHERE state IN ('pending', 'running')") == 0, Soon, () => "jobs stay open", Cancellation);

    private Task<JsonElement> SolveAsync() => Api.PostJsonAsync("rag/solution", new { title = "Leak", description = DegradationFixture.Question }, Cancellation);

    // The product is as well as its component that is worst.
    private Task<JsonElement> ComponentAsync(string name, string wanted) => Eventually.GetAsync(
        () => Api.GetJsonAsync("health", Cancellation),
        health => Component(health, name) == wanted && (wanted == "healthy" || health.Text("status") == wanted), Soon, Cancellation);

    private async Task<string> IngestLaterAsync(string text) =>
        (await Api.PostJsonAsync("ingest/text/async", new { text_content = text }, Cancellation, HttpStatusCode.Accepted)).Text("job_id");

    private async Task AssertPointsAreChunksAsync()
    {
        var chunks = await product.Deployment.ColumnAsync<Guid>("SELECT id FROM chunks", Cancellation);
        Assert.Equal(chunks.Order(), Assert.Single(Qdrant.PointIds).Value.Order());
    }

    private Task<long> CountAsync(string of) => product.Deployment.ScalarAsync<long>($"SELECT count(*) FROM {of}", Cancellation);

    // Queries come one at a time and are not counted.
    private string[] DocumentsEmbedded() =>
    [
        .. Embedding.Requests.Where(request => request.Path == "/api/embed").Select(request => request.Body.GetRawText())
            .Where(body => body.Contains("search_document: ", StringComparison.Ordinal)),
    ];

    private async Task<long> NudgesAsync()
    {
        var info = (RedisResult[])(await product.Deployment.Redis.ExecuteAsync("XINFO", "STREAM", "ticketrag:jobs"))!;
        var at = Array.FindIndex(info, item => (string?)item == "entries-added");
        return (long)info[at + 1];
    }

    private static string Component(JsonElement health, string name) =>
        health.GetProperty("components").EnumerateArray().Single(component => component.Text("name") == name).Text("status");

    private static async Task<(T Answer, TimeSpan Took)> TimedAsync<T>(Func<Task<T>> ask)
    {
        var watch = Stopwatch.StartNew();
        return (await ask(), watch.Elapsed);
    }
}
