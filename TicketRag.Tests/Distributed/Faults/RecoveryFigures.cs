using System.Net.Http.Json;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Distributed.Faults;

/// <summary>How soon a job goes on whose worker was killed, and how soon one stops that was cancelled at another Api: at default settings, by the database's clock.</summary>
public sealed class RecoveryFigures(ITestOutputHelper output)
{
    private const int Kills = 5;
    private const int Cancellations = 20;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task A_killed_workers_job_runs_again_within_ten_seconds_and_a_cancelled_one_stops_within_one()
    {
        await using var product = await FaultyProduct.StartAsync();
        var recoveries = new List<double>();
        for (var i = 0; i < Kills; i++)
        {
            recoveries.Add(await RecoverAsync(product));
        }

        var cancellations = new List<double>();
        for (var i = 0; i < Cancellations; i++)
        {
            cancellations.Add(await CancelAsync(product));
        }

        output.WriteLine($"recovery of a killed worker's job, s: {Figures(recoveries)}");
        output.WriteLine($"cancellation at another Api, from request to end, s: {Figures(cancellations)}");
        Assert.True(recoveries.Max() < 10, "a recovery took longer than 10 s");
        Assert.True(cancellations.Max() < 1, "a cancellation took longer than 1 s");
    }

    private static async Task<double> RecoverAsync(FaultyProduct product)
    {
        var hold = product.Deployment.Ollama.Faults.Hold();
        var job = await product.PutTextAsync(product.First);
        await hold.Arrived.WaitAsync(Cancelled);
        var worker = await product.WorkerOfAsync(job);
        var killedAt = await product.Deployment.ScalarAsync<DateTime>("SELECT clock_timestamp()", Cancelled);
        await worker.KillAsync();
        await product.AllEndedAsync();
        var startedAt = await product.Deployment.ScalarAsync<DateTime>($"SELECT started_at FROM jobs WHERE id = '{job}' AND fence = 2", Cancelled);
        await product.ReplaceAsync(worker);
        return (startedAt - killedAt).TotalSeconds;
    }

    private static async Task<double> CancelAsync(FaultyProduct product)
    {
        var hold = product.Deployment.Ollama.Faults.Hold();
        var response = await product.First.Client.PostAsJsonAsync("ingest/text/async", new { text_content = $"Never mind {Guid.CreateVersion7()}" }, Cancelled);
        var job = (await response.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Cancelled)).Text("job_id");
        await hold.Arrived.WaitAsync(Cancelled);
        using var deleted = await product.Second.Client.DeleteAsync(new Uri($"jobs/{job}", UriKind.Relative), Cancelled);
        Assert.True(deleted.IsSuccessStatusCode);
        await product.Second.Client.EndedJobAsync(job, Cancelled);
        hold.Release();
        return await product.Deployment.ScalarAsync<double>(
            $"SELECT extract(epoch FROM ended_at - cancel_requested_at)::float8 FROM jobs WHERE id = '{job}' AND state = 'cancelled'", Cancelled);
    }

    private static string Figures(List<double> values)
    {
        var ordered = values.Order().ToList();
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"median {ordered[ordered.Count / 2]:0.00}, max {ordered[^1]:0.00}, of {ordered.Count}");
    }
}
