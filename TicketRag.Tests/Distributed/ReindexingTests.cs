using System.Net;
using System.Text.Json;
using TicketRag.StandIns.Ollama;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Distributed;

/// <summary>Reindexing and reconciliation where the database is Postgres, the store Qdrant, and the Api that answers not the process that works.</summary>
public sealed class ReindexingTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Another = "bge-m3:latest";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static readonly (string, string)[] Settings =
    [
        ("ASPNETCORE_ENVIRONMENT", "Production"), ("OTEL_EXPORTER_OTLP_ENDPOINT", ""), ("ConnectionStrings__chat", ""), ("Retrieval__CheckInterval", "00:00:00.5"),
    ];

    private static readonly string Long = string.Join("\n\n", Enumerable.Range(1, 8).Select(i =>
        $"Paragraph {i} tells at some length how the quartz lever number {i} opens the tray of the printer, and what has to be done when it does not."));

    private ProductDeployment _deployment = null!;

    private HttpClient _api = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _deployment = await ProductDeployment.CreateAsync(postgres, Cancelled);
        _deployment.Ollama.Models.Add(OllamaStandInModel.Embedding(Another, dimensions: 384));
        var api = _deployment.StartApi(Settings);
        var worker = _deployment.StartWorker(Settings);
        await api.WaitUntilUpAsync(Cancelled);
        await worker.WaitForOutputAsync("takes jobs", Cancelled);
        _api = api.Client;
        await _api.BecomeAdminOfAsync("reindexing", Cancelled);
        await _api.IngestAsync(Long, Cancelled);
        await _api.IngestAsync("The zircon lever closes the tray.", Cancelled);
    }

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact(Timeout = 180_000)]
    public async Task Index_gets_other_chunks_then_another_model_and_is_reconciled()
    {
        var before = await IndexAsync();

        await RunAsync("reindex", new { max_tokens = 40, overlap_tokens = 5 });
        // Points of the old chunks go once the switch was committed.
        var cut = await Eventually.GetAsync(IndexAsync, index => Number(index, "chunks") == Number(index, "points"), Soon, Cancelled);
        Assert.True(Number(cut, "chunks") > 2 * Number(before, "chunks"), $"{before} → {cut}");
        await FindsAsync("quartz lever number 7", "number 7", ProductDeployment.EmbedModel);

        await RunAsync("reindex", new { embedding_model = Another });
        var moved = await IndexAsync();
        Assert.Equal((Another, Number(cut, "chunks"), Number(cut, "chunks"), 40), (moved.Text("embedding_model"), Number(moved, "chunks"), Number(moved, "points"), Number(moved, "max_tokens")));
        await FindsAsync("quartz lever number 7", "number 7", Another);
        await _api.IngestAsync("The topaz lever locks the tray.", Cancelled);
        await FindsAsync("topaz lever", "topaz", Another);

        await LoseAsync("zircon");
        var result = (await RunAsync("reconcile", new { })).GetProperty("result");
        Assert.Equal((1, 1), (Number(result, "written"), Number(result, "removed")));
        await FindsAsync("zircon lever", "zircon", Another);
    }

    // Its chunk's id becomes another, as after a restored backup: the store lacks the one and holds the other too many.
    private async Task LoseAsync(string word)
    {
        await using var command = _deployment.Database.CreateCommand($"UPDATE chunks SET id = gen_random_uuid() WHERE text LIKE '%{word}%'");
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancelled));
    }

    private async Task<JsonElement> RunAsync(string what, object body)
    {
        var job = (await _api.PostJsonAsync($"api/v1/index/{what}", body, Cancelled, HttpStatusCode.Accepted)).Text("job_id");
        var ended = await _api.EndedJobAsync(job, Cancelled);
        Assert.True(ended.Text("status") == "completed", ended.ToString());
        return ended;
    }

    private async Task FindsAsync(string query, string words, string model)
    {
        var found = await _api.RetrieveAsync(query, Cancelled);
        Assert.Contains(words, found.GetProperty("results")[0].Text("text"), StringComparison.Ordinal);
        Assert.NotEqual(JsonValueKind.Null, found.GetProperty("results")[0].GetProperty("scores").GetProperty("dense").ValueKind);
        Assert.Equal(("hybrid", model), (found.GetProperty("mode").Text("search"), found.GetProperty("mode").Text("embedder")));
    }

    private Task<JsonElement> IndexAsync() => _api.GetJsonAsync("api/v1/index", Cancelled);

    private static int Number(JsonElement element, string member) => element.GetProperty(member).GetInt32();
}
