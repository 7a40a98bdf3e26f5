using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Ingestion;

/// <summary>The curl lines of the background ingestion's document, as printed, in Development.</summary>
public sealed partial class KnowledgeIngestionTests(ApiServers servers)
{
    private const string Line = """{"text":"Large document content...","source":"docs"}""";

    [Fact]
    public async Task Text_is_enqueued_and_its_job_polled_as_printed()
    {
        var editor = servers.Development.As(("x-api-key", "test-key"), ("x-role", "editor"));
        var accepted = await editor.PostJsonAsync("/knowledge/ingest-text-async", Line);

        var answer = accepted.Expect(HttpStatusCode.Accepted);
        Assert.Equal(["ok", "job_id", "queued", "type", "tenant", "source"], answer.EnumerateObject().Select(member => member.Name));
        Assert.True(answer.GetProperty("ok").GetBoolean());
        Assert.True(answer.GetProperty("queued").GetBoolean());
        Assert.Equal("text", answer.Text("type"));
        Assert.Equal("default", answer.Text("tenant"));
        Assert.Equal("docs", answer.Text("source"));
        var path = $"/ops/jobs/{answer.GetProperty("job_id").GetGuid()}";
        Assert.Equal(path, accepted.Location?.OriginalString);

        var seen = new HashSet<string?>();
        var job = await Eventually.SeeAsync(
            async () => (await servers.Development.As(("x-admin-key", "admin-secret-123")).GetAsync(path)).Expect(HttpStatusCode.OK),
            polled =>
            {
                seen.Add(polled.Text("status"));
                return polled.Text("status") is "finished" or "failed";
            },
            TestContext.Current.CancellationToken);

        Assert.Subset(new HashSet<string?> { "queued", "started", "finished" }, seen);
        Assert.Equal(["id", "status", "enqueued_at", "started_at", "ended_at", "result"], job.EnumerateObject().Select(member => member.Name));
        Assert.All(new[] { "enqueued_at", "started_at", "ended_at" }, member => Assert.Matches(OpsTime(), job.Text(member)));
        Assert.True(Time(job.Text("enqueued_at")) <= Time(job.Text("started_at")) && Time(job.Text("started_at")) <= Time(job.Text("ended_at")));
        var result = job.GetProperty("result");
        Assert.True(result.GetProperty("ok").GetBoolean());
        Assert.True(result.GetProperty("ingested_chunks").GetInt32() >= 1);
        Assert.Equal("default", result.Text("tenant"));
        Assert.Equal("docs", result.Text("source"));
        Assert.True(result.GetProperty("latency_ms").GetDouble() >= 0);
    }

    [Theory]
    [InlineData("viewer", HttpStatusCode.Forbidden)]
    [InlineData("editor", HttpStatusCode.Accepted)]
    [InlineData("admin", HttpStatusCode.Accepted)]
    public async Task Editors_and_admins_may_enqueue_and_viewers_may_not(string role, HttpStatusCode expected)
    {
        var reply = await servers.Development.As(("x-api-key", "test-key"), ("x-role", role)).PostJsonAsync("/knowledge/ingest-text-async", Line);

        Assert.Equal(expected, reply.Status);
    }

    [Fact]
    public async Task Operators_log_lines_are_those_that_the_document_names()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var answer = (await organization.Admin.PostAsync("/knowledge/ingest-text-async", new { text = "Look for these lines." })).Expect(HttpStatusCode.Accepted);
        await servers.Production.EndOfAsync(organization.Id, answer.GetProperty("job_id").GetGuid());

        Assert.Contains(servers.Production.Logs, line => line.Message == $"Starting ingest_text_job: tenant={organization.Slug}");
        Assert.Contains(servers.Production.Logs, line => DoneLine().IsMatch(line.Message));
    }

    private static DateTime Time(string? text) => DateTime.ParseExact(text!, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$")]
    private static partial Regex OpsTime();

    [GeneratedRegex("^ingest_text_job done: chunks=1 latency_ms=[0-9.]+$")]
    private static partial Regex DoneLine();
}
