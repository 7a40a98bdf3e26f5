using System.Net;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Distributed;

public sealed partial class DegradationTests
{
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

    private async Task<string> IngestLaterAsync(string text) =>
        (await Api.PostJsonAsync("ingest/text/async", new { text_content = text }, Cancellation, HttpStatusCode.Accepted)).Text("job_id");

    // Queries come one at a time and are not counted.
    private string[] DocumentsEmbedded() =>
    [
        .. Embedding.Requests.Where(request => request.Path == "/api/embed").Select(request => request.Body.GetRawText())
            .Where(body => body.Contains("search_document: ", StringComparison.Ordinal)),
    ];
}
