using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Distributed.Faults;

/// <summary>
/// Two Apis and two workers as processes that can be struck at a stage of their work, on a Postgres and a Redis of their own that can be killed.
/// Remembers what it was given, so that it can be asked whether all of that was done, once.
/// </summary>
internal sealed class FaultyProduct : IAsyncDisposable
{
    /// <summary>Everything is noticed soon, so that many faults take little time.</summary>
    public static readonly (string, string)[] Hasty =
    [
        ("Jobs__Lease", "00:00:02"), ("Jobs__Heartbeat", "00:00:00.25"), ("Jobs__PollInterval", "00:00:00.25"), ("Jobs__RetryDelay", "00:00:00.1"),
        ("Jobs__MaxInterruptions", "20"), ("Models__Ollama__BreakDuration", "00:00:00.5"), ("Retrieval__CheckInterval", "00:00:00.5"),
    ];

    private const string IdempotencyKey = "Idempotency-Key";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private static readonly HttpStatusCode[] Refusals = [HttpStatusCode.ServiceUnavailable, HttpStatusCode.InternalServerError];

    private readonly (string, string)[] _settings;
    private readonly List<ServiceProcess> _workers = [];
    private readonly List<string> _texts = [];
    private readonly List<string> _tickets = [];
    private string? _key;

    private FaultyProduct(PostgresProcess postgres, ProductDeployment deployment, IEnumerable<(string, string)> settings)
    {
        (Postgres, Deployment) = (postgres, deployment);
        _settings =
        [
            ("ASPNETCORE_ENVIRONMENT", "Production"), ("OTEL_EXPORTER_OTLP_ENDPOINT", ""), ("RAG_INDEX_ON_TICKET_CREATE", "true"), ("Jobs__StopGrace", "00:00:01"),
            .. Orders.Settings, .. settings,
        ];
    }

    public PostgresProcess Postgres { get; }

    public ProductDeployment Deployment { get; }

    public FaultOrders Orders { get; } = new();

    public ServiceProcess First { get; private set; } = null!;

    public ServiceProcess Second { get; private set; } = null!;

    public int Given => _texts.Count + _tickets.Count;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<FaultyProduct> StartAsync(params IEnumerable<(string, string)> settings)
    {
        var postgres = await InstalledServer.OrSkipAsync(() => PostgresProcess.StartNewAsync());
        var product = new FaultyProduct(postgres, await ProductDeployment.CreateAsync(postgres.ConnectionString(PostgresProcess.FirstDatabase), Cancelled), settings);
        try
        {
            await product.StartServicesAsync();
            return product;
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts a new text in.</summary>
    /// <returns>The job.</returns>
    public async Task<string> PutTextAsync(ServiceProcess api, string? key = null)
    {
        var text = $"Text {_texts.Count + 1}: the coolant of press {_texts.Count + 1} is changed after {(_texts.Count + 1) * 100} hours.";
        var job = await PostTextAsync(api, text, key);
        _texts.Add(text);
        return job;
    }

    public async Task OpenTicketAsync(ServiceProcess api) => _tickets.Add(await api.Client.OpenTicketAsync(
        $"Printer {_tickets.Count + 1} jams", $"Printer number {_tickets.Count + 1} jams whenever tray {_tickets.Count + 1} is used.", Cancelled));

    /// <summary>Asks for something while the database is away.</summary>
    public async Task AssertRefusesAsync(ServiceProcess api)
    {
        using var response = await api.Client.PostAsJsonAsync("ingest/text/async", new { text_content = "Nobody takes this." }, Cancelled);
        Assert.Contains(response.StatusCode, Refusals);
    }

    public ServiceProcess Worker(int process) => _workers.Single(worker => worker.Id == process);

    /// <summary>The worker that runs the job now.</summary>
    public async Task<ServiceProcess> WorkerOfAsync(string job)
    {
        var id = await Deployment.ScalarAsync<string>($"SELECT worker_id FROM jobs WHERE id = '{job}' AND state = 'running'", Cancelled);
        return _workers.Single(worker => id.Contains($":{worker.Id}:", StringComparison.Ordinal));
    }

    public async Task ReplaceAsync(ServiceProcess gone)
    {
        await gone.WaitUntilGoneAsync(Cancelled);
        if (gone == First)
        {
            First = await IdentifiedAsync(Deployment.StartApi(_settings));
        }
        else if (gone == Second)
        {
            Second = await IdentifiedAsync(Deployment.StartAnotherApi(_settings));
        }
        else
        {
            _workers.Remove(gone);
            _workers.Add(StartWorker());
            await WorkersReadyAsync();
        }
    }

    public Task AllEndedAsync() => Eventually.TrueAsync(
        async () => await CountAsync("jobs WHERE state IN ('pending', 'running')") == 0, Limit,
        () => string.Join('\n', Deployment.ColumnAsync<string>("SELECT jobs::text FROM jobs WHERE state IN ('pending', 'running')", Cancelled).GetAwaiter().GetResult()),
        Cancelled);

    /// <summary>Everything that was given is done, once, and says truly how.</summary>
    public async Task AssertWholeAsync()
    {
        await AllEndedAsync();
        Assert.Empty(await Deployment.ColumnAsync<string>(Contradictions, Cancelled));
        Assert.Equal(0, await LostAsync());
        Assert.Equal(0, await DoubledAsync());
        Assert.Equal(await ChunkIdsAsync(), Assert.Single(Deployment.Qdrant.PointIds).Value.Order());
        Assert.Equal(0, await PendingAsync("ticketrag:jobs") + await PendingAsync("ticketrag:jobs:high"));
    }

    /// <summary>The same once more, with nothing there and nothing struck, makes the same chunks.</summary>
    public async Task AssertSameUndisturbedAsync()
    {
        var disturbed = await ChunkIdsAsync();
        await Deployment.ScalarAsync<int>("WITH gone AS (DELETE FROM documents) SELECT 1", Cancelled);
        foreach (var text in _texts)
        {
            await PostTextAsync(First, text, null);
        }

        foreach (var ticket in _tickets)
        {
            using var patched = await First.Client.PatchAsJsonAsync($"api/v1/tickets/{ticket}", new { category = "printers" }, Cancelled);
            Assert.Equal(HttpStatusCode.OK, patched.StatusCode);
        }

        await AllEndedAsync();
        Assert.Equal(await ChunkIdsAsync(), disturbed);
        Assert.Equal(Given, disturbed.Count);
    }

    /// <summary>What was accepted and not done.</summary>
    public async Task<long> LostAsync() =>
        _texts.Count - await CountAsync("(SELECT DISTINCT text FROM documents WHERE source_kind = 'text') found")
        + _tickets.Count - await CountAsync("(SELECT DISTINCT source_id FROM documents WHERE source_kind = 'ticket') found")
        + _tickets.Count - await CountAsync("solutions WHERE status IN ('ready', 'abstained')");

    /// <summary>What was done more than once.</summary>
    public async Task<long> DoubledAsync() =>
        await CountAsync("documents") - await CountAsync("(SELECT DISTINCT source_kind, CASE WHEN source_kind = 'text' THEN text ELSE source_id::text END FROM documents) found")
        + await CountAsync("(SELECT args FROM jobs WHERE kind = 'text_ingestion' GROUP BY args HAVING count(*) > 1) twice");

    public Task<long> CountAsync(string of) => Deployment.ScalarAsync<long>($"SELECT count(*) FROM {of}", Cancelled);

    public async ValueTask DisposeAsync()
    {
        await Deployment.DisposeAsync();
        await Postgres.DisposeAsync();
        Orders.Dispose();
    }

    // What jobs and their attempts say of each other, and documents and chunks.
    private const string Contradictions =
        """
        WITH claims AS (
            SELECT job_id, fence, outcome, started_at, ended_at FROM job_attempts
            UNION ALL
            SELECT id, fence, state, started_at, ended_at FROM jobs WHERE state = 'completed' AND children = 0
        ), history AS (
            SELECT job_id, count(*) AS attempts, count(*) FILTER (WHERE outcome = 'vanished') AS vanished, count(*) FILTER (WHERE outcome = 'completed') AS completed,
                count(*) FILTER (WHERE outcome IN ('completed', 'retried', 'failed')) AS used, (array_agg(outcome ORDER BY fence DESC))[1] AS last
            FROM claims GROUP BY job_id
        )
        SELECT concat_ws(' ', 'job', id, kind, state, error) FROM jobs WHERE state <> 'completed'
        UNION ALL
        SELECT concat_ws(' ', 'history', jobs.*, '/', history.*) FROM jobs LEFT JOIN history ON job_id = id
        WHERE children = 0 AND (attempts, vanished, completed, used, last) IS DISTINCT FROM (fence::bigint, interruptions::bigint, 1::bigint, attempt::bigint, state::text)
        UNION ALL
        SELECT concat_ws(' ', 'overlap', one.*, '/', other.*) FROM claims one JOIN claims other ON other.job_id = one.job_id AND other.fence = one.fence + 1
        WHERE other.started_at < one.ended_at
        UNION ALL
        SELECT concat_ws(' ', 'document', id, version, chunk_count) FROM documents
        WHERE version <> 1 OR chunk_count <> (SELECT count(*) FROM chunks WHERE document_id = documents.id AND chunks.version = documents.version)
        """;

    private async Task<List<Guid>> ChunkIdsAsync() => [.. (await Deployment.ColumnAsync<Guid>("SELECT id FROM chunks", Cancelled)).Order()];

    // No group yet on a server that was wiped: nothing is pending there.
    private async Task<long> PendingAsync(string stream)
    {
        try
        {
            return (long)((StackExchange.Redis.RedisResult[])(await Deployment.Redis.ExecuteAsync("XPENDING", stream, "workers"))!)[0];
        }
        catch (StackExchange.Redis.RedisServerException exception) when (exception.Message.StartsWith("NOGROUP", StringComparison.Ordinal))
        {
            return 0;
        }
    }

    private static async Task<string> PostTextAsync(ServiceProcess api, string text, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "ingest/text/async") { Content = JsonContent.Create(new { text_content = text }) };
        if (key is not null)
        {
            request.Headers.Add(IdempotencyKey, key);
        }

        using var response = await api.Client.SendAsync(request, Cancelled);
        var body = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, body);
        return JsonElement.Parse(body).Text("job_id");
    }

    private async Task StartServicesAsync()
    {
        First = Deployment.StartApi(_settings);
        _workers.AddRange([StartWorker(), StartWorker()]);
        await First.WaitUntilUpAsync(Cancelled);
        await First.Client.BecomeAdminOfAsync("faults", Cancelled);
        _key = First.Client.DefaultRequestHeaders.GetValues("x-api-key").Single();
        Second = await IdentifiedAsync(Deployment.StartAnotherApi(_settings));
        await WorkersReadyAsync();
    }

    private ServiceProcess StartWorker() => Deployment.StartWorker(_settings);

    private async Task<ServiceProcess> IdentifiedAsync(ServiceProcess api)
    {
        await api.WaitUntilUpAsync(Cancelled);
        api.Client.DefaultRequestHeaders.Add("x-api-key", _key);
        return api;
    }

    private async Task WorkersReadyAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.WaitForOutputAsync("takes jobs", Cancelled);
        }
    }
}
