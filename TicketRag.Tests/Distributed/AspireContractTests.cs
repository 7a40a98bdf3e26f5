using System.Net;
using System.Security.Cryptography;
using System.Text;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Distributed;

/// <summary>The services do with an Aspire host's variables, and with nothing else, what they should.</summary>
[Collection(AspireCollection.Name)]
public sealed class AspireContractTests(AspireFixture aspire)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpClient Api => aspire.Api.Client;

    [Fact(Timeout = 120_000)]
    public void Worker_that_is_first_waits_for_the_schema_that_the_api_makes()
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, aspire.EarlyWorkerHealth);
        Assert.Equal(HttpStatusCode.OK, aspire.EarlyWorkerAlive);
        Assert.Equal(0, aspire.EarlyTables);
        Assert.DoesNotContain("Bringing the database schema up to date", aspire.Workers[0].Output);
        Assert.Contains("Bringing the database schema up to date", aspire.Api.Output);
    }

    [Fact(Timeout = 120_000)]
    public async Task Every_service_and_every_dependency_is_healthy()
    {
        foreach (var service in aspire.Workers.Prepend(aspire.Api))
        {
            var health = await Eventually.GetAsync(
                () => service.Client.GetJsonAsync("health", Cancellation), one => one.Text("status") == "healthy", TimeSpan.FromSeconds(30), Cancellation);

            var components = health.GetProperty("components").EnumerateArray().Select(component => component.Text("name")).Order();
            Assert.Equal(["chat", "database", "embed", "qdrant", "redis", "self"], components);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Both_workers_take_jobs()
    {
        foreach (var worker in aspire.Workers)
        {
            await worker.WaitForOutputAsync("takes jobs", Cancellation);
        }

        await Eventually.TrueAsync(
            async () => await aspire.Deployment.ScalarAsync<long>("SELECT count(DISTINCT worker_id) FROM jobs WHERE state = 'completed'", Cancellation) == 2,
            TimeSpan.FromSeconds(30), () => "only one worker has done anything", Cancellation);
    }

    [Fact]
    public void Workers_stand_back_behind_the_api()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Nice values are Linux's.");

        Assert.All(aspire.Workers, worker => Assert.Equal(Math.Min(19, NiceValue.Of(aspire.Api) + 5), NiceValue.Of(worker)));
    }

    [Fact(Timeout = 120_000)]
    public async Task Ticket_gets_a_solution_by_the_chat_model_with_citations_that_hold()
    {
        await Settled();
        var ticket = await Api.OpenTicketAsync(
            "Calendar export shows the wrong time zone", "Shifts in the calendar feed are off by an hour since we changed the time zone of the location.", Cancellation);

        var solution = await Api.SolutionAsync(ticket, Cancellation);

        Assert.True(solution.Text("status") == "ready", solution.ToString());
        var mode = solution.GetProperty("mode");
        Assert.Equal(ProductDeployment.ChatModel, mode.Text("answerer"));
        Assert.Equal("", mode.Degraded());
        var retrieval = mode.GetProperty("retrieval");
        Assert.Equal(("hybrid", "qdrant", ProductDeployment.EmbedModel), (retrieval.Text("search"), retrieval.Text("store"), retrieval.Text("embedder")));
        foreach (var citation in solution.GetProperty("citations").EnumerateArray())
        {
            var (start, end) = (citation.GetProperty("start").GetInt32(), citation.GetProperty("end").GetInt32());
            var text = await aspire.Deployment.ScalarAsync<string>(
                $"SELECT text FROM documents WHERE id = '{citation.Text("document_id")}' AND version = {citation.Text("version")}", Cancellation);
            Assert.Equal(text[start..end], citation.Text("quote"));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text[start..end]))), citation.Text("sha256"));
        }

        Assert.NotEmpty(solution.GetProperty("citations").EnumerateArray());
    }

    [Fact(Timeout = 120_000)]
    public async Task Resolved_ticket_is_indexed_by_a_worker_and_found()
    {
        await Settled();
        var ticket = await Api.OpenTicketAsync("Quokka badge reader blinks violet", "The badge reader at the quokka gate blinks violet and lets nobody in.", Cancellation);
        using var resolved = await Api.PatchAsync(
            new Uri($"api/v1/tickets/{ticket}", UriKind.Relative),
            new StringContent("""{"status":"RESOLVED","resolution":"Hold the reset key of the badge reader for nine seconds."}""", Encoding.UTF8, "application/json"),
            Cancellation);
        Assert.Equal(HttpStatusCode.OK, resolved.StatusCode);

        var found = await Eventually.GetAsync(
            () => Api.RetrieveAsync("quokka badge reader", Cancellation),
            answer => answer.GetProperty("results").EnumerateArray().Any(result => result.Text("source_id") == ticket), TimeSpan.FromSeconds(60), Cancellation);

        Assert.Equal("hybrid", found.GetProperty("mode").Text("search"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Secrets_are_in_no_log()
    {
        await Settled();
        Assert.All(aspire.Workers.Prepend(aspire.Api), service =>
        {
            Assert.DoesNotContain("pa$$", service.Output);
            Assert.DoesNotContain(aspire.Deployment.Qdrant.ApiKey, service.Output);
            Assert.DoesNotContain(ProductDeployment.OperatorKey, service.Output);
        });
    }

    // The demo organization's knowledge is indexed.
    private Task Settled() => Eventually.TrueAsync(
        async () => await aspire.Deployment.ScalarAsync<long>("SELECT count(*) FROM jobs WHERE state IN ('pending', 'running')", Cancellation) == 0,
        TimeSpan.FromSeconds(90), () => "jobs are still under way", Cancellation);
}
