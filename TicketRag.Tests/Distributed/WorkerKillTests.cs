using System.Net;
using System.Text;
using TicketRag.StandIns.Ollama;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Distributed;

/// <summary>A worker that dies, stops or stands still in the middle of its jobs loses nothing and doubles nothing.</summary>
public sealed class WorkerKillTests(TwoWorkersFixture product) : IClassFixture<TwoWorkersFixture>
{
    private const int Messages = 60;
    private const int Tickets = 40;

    private static readonly TimeSpan ModelTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RecoveredWithin = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ProductDeployment Deployment => product.Deployment;

    private HttpClient Api => product.Api.Client;

    [Fact(Timeout = 180_000)]
    public async Task Killed_worker_loses_nothing_and_doubles_nothing()
    {
        Deployment.Ollama.Faults.Delay(ModelTime, TimeProvider.System, times: 2_000);
        var batch = await IngestBatchAsync();
        var tickets = await Task.WhenAll(Enumerable.Range(1, Tickets).Select(i => Api.OpenTicketAsync(
            $"Printer {i} jams", $"Printer number {i} on floor {i % 7} jams whenever tray {i} is used.", Cancellation)));
        await Api.JobAsync(batch, job => job.GetProperty("processed_items").GetInt32() >= 5, Cancellation);

        var victim = await product.WorkerOfAsync(await RunningOfAsync(batch), Cancellation);
        await victim.KillAsync();
        var killedAt = await Deployment.ScalarAsync<DateTime>("SELECT clock_timestamp()", Cancellation);
        var interrupted = await Deployment.ColumnAsync<Guid>($"SELECT id FROM jobs WHERE state = 'running' AND worker_id LIKE '%:{victim.Id}:%'", Cancellation);
        await AllEndedAsync();
        Deployment.Ollama.Faults.Forget();

        Assert.NotEmpty(interrupted);
        await AssertOnlyCompletedAsync();
        await AssertInterruptedOnceAsync(interrupted, killedAt);
        Assert.Equal(Messages, await CountAsync("documents WHERE source_kind = 'text' AND text LIKE 'Message %' AND version = 1"));
        Assert.Equal(Tickets, await CountAsync("documents WHERE source_kind = 'ticket' AND version = 1"));
        Assert.Equal(Tickets, await CountAsync("solutions WHERE status IN ('ready', 'abstained')"));
        await AssertPointsAreChunksAsync();
        await AssertSameChunksUndisturbedAsync(tickets);
        await product.ReplaceAsync(victim, Cancellation);
    }

    [Fact(Timeout = 120_000)]
    public async Task Terminated_worker_hands_its_job_back_and_ends_well()
    {
        var (job, _, worker) = await HeldJobAsync("The lift stops between floors when it is terminated.");

        var exitCode = await worker.TerminateAsync(Cancellation);
        var ended = await Api.EndedJobAsync(job, Cancellation);

        Assert.Equal(0, exitCode);
        Assert.Equal(("completed", "1"), (ended.Text("status"), ended.Text("attempt")));
        Assert.Equal(["interrupted", "completed"], await OutcomesAsync(job));
        await AssertPointsAreChunksAsync();
        await product.ReplaceAsync(worker, Cancellation);
    }

    [Fact(Timeout = 120_000)]
    public async Task Worker_that_stood_still_past_its_lease_can_write_nothing()
    {
        var (job, hold, worker) = await HeldJobAsync("The door opens by itself while its controller sleeps.");
        worker.Freeze();
        var ended = await Api.EndedJobAsync(job, Cancellation);
        var before = await RowAsync(job);

        // Its answer lies ready when it wakes up.
        hold.Release();
        worker.Thaw();
        await worker.WaitForOutputAsync($"Job {job} (text_ingestion) is another worker's now", Cancellation);

        Assert.Equal("completed", ended.Text("status"));
        Assert.Equal(["vanished", "completed"], await OutcomesAsync(job));
        Assert.Equal(before, await RowAsync(job));
        Assert.Equal(1, await CountAsync("documents WHERE text LIKE 'The door opens%' AND version = 1"));
        await AssertPointsAreChunksAsync();
        await AssertTakesJobsAgainAsync(worker);
    }

    private Task<string> RunningOfAsync(string batch) => Eventually.GetAsync(
        () => Deployment.ScalarAsync<string>($"SELECT coalesce(max(id::text), '') FROM jobs WHERE parent_id = '{batch}' AND state = 'running'", Cancellation),
        job => job.Length > 0, TimeSpan.FromSeconds(30), Cancellation);

    private async Task<string> IngestBatchAsync()
    {
        var messages = Enumerable.Range(1, Messages).Select(i => new { text = $"Message {i}: the coolant of press {i} is changed after {i * 100} hours." });
        return (await Api.PostJsonAsync("ingest/batch/async", new { messages }, Cancellation, HttpStatusCode.Accepted)).Text("job_id");
    }

    // A job whose embedding is on its way, and stays there.
    private async Task<(string Job, OllamaHold Hold, ServiceProcess Worker)> HeldJobAsync(string text)
    {
        var hold = Deployment.Ollama.Faults.Hold();
        var job = (await Api.PostJsonAsync("ingest/text/async", new { text_content = text }, Cancellation, HttpStatusCode.Accepted)).Text("job_id");
        await hold.Arrived.WaitAsync(Cancellation);
        return (job, hold, await product.WorkerOfAsync(job, Cancellation));
    }

    private Task AllEndedAsync() => Eventually.TrueAsync(
        async () => await CountAsync("jobs WHERE state IN ('pending', 'running')") == 0, TimeSpan.FromSeconds(90), () => "jobs are still under way", Cancellation);

    private async Task AssertOnlyCompletedAsync() =>
        Assert.Empty(await Deployment.ColumnAsync<string>("SELECT kind || ' ' || state || ' ' || coalesce(error, '') FROM jobs WHERE state <> 'completed'", Cancellation));

    private async Task AssertInterruptedOnceAsync(IReadOnlyList<Guid> jobs, DateTime killedAt)
    {
        foreach (var job in jobs)
        {
            Assert.Equal(["vanished", "completed"], await OutcomesAsync($"{job}"));
            Assert.Equal(1, await CountAsync($"jobs WHERE id = '{job}' AND attempt = 1 AND interruptions = 1"));
            var rescuedAt = await Deployment.ScalarAsync<DateTime>($"SELECT ended_at FROM job_attempts WHERE job_id = '{job}' AND outcome = 'vanished'", Cancellation);
            Assert.InRange(rescuedAt - killedAt, TimeSpan.Zero, RecoveredWithin);
        }
    }

    private async Task AssertPointsAreChunksAsync()
    {
        var chunks = await ChunkIdsAsync();
        var collection = Assert.Single(Deployment.Qdrant.PointIds);
        Assert.Equal(chunks, collection.Value.Order());
    }

    // The same sources once more, with nothing there and nobody killed.
    private async Task AssertSameChunksUndisturbedAsync(IEnumerable<string> tickets)
    {
        var disturbed = await ChunkIdsAsync();
        var others = await Deployment.ColumnAsync<Guid>(
            "SELECT chunks.id FROM chunks JOIN documents ON documents.id = document_id WHERE source_kind = 'text' AND documents.text NOT LIKE 'Message %'", Cancellation);
        await Deployment.ScalarAsync<int>(
            "WITH gone AS (DELETE FROM documents WHERE source_kind = 'ticket' OR text LIKE 'Message %') SELECT 1", Cancellation);
        await IngestBatchAsync();
        await Task.WhenAll(tickets.Select(async ticket =>
        {
            using var patched = await Api.PatchAsync(
                new Uri($"api/v1/tickets/{ticket}", UriKind.Relative), new StringContent("""{"category":"printers"}""", Encoding.UTF8, "application/json"), Cancellation);
            Assert.Equal(HttpStatusCode.OK, patched.StatusCode);
        }));
        await AllEndedAsync();

        Assert.Equal(await ChunkIdsAsync(), disturbed);
        Assert.Equal(Messages + Tickets + others.Count, disturbed.Count);
    }

    private async Task AssertTakesJobsAgainAsync(ServiceProcess worker)
    {
        var completed = $"jobs WHERE worker_id LIKE '%:{worker.Id}:%' AND state = 'completed'";
        var before = await CountAsync(completed);
        await Eventually.TrueAsync(
            async () =>
            {
                await Api.IngestAsync($"Note {Guid.CreateVersion7()}", Cancellation);
                return await CountAsync(completed) > before;
            },
            TimeSpan.FromSeconds(30), () => "the worker takes no more jobs", Cancellation);
    }

    private async Task<List<Guid>> ChunkIdsAsync() => [.. (await Deployment.ColumnAsync<Guid>("SELECT id FROM chunks", Cancellation)).Order()];

    private Task<List<string>> OutcomesAsync(string job) =>
        Deployment.ColumnAsync<string>(
            $"""
            SELECT outcome FROM (
                SELECT fence, outcome FROM job_attempts WHERE job_id = '{job}'
                UNION ALL SELECT fence, state FROM jobs WHERE id = '{job}' AND state = 'completed') claims
            ORDER BY fence
            """, Cancellation);

    private Task<string> RowAsync(string job) => Deployment.ScalarAsync<string>($"SELECT jobs::text FROM jobs WHERE id = '{job}'", Cancellation);

    private Task<long> CountAsync(string of) => Deployment.ScalarAsync<long>($"SELECT count(*) FROM {of}", Cancellation);
}
