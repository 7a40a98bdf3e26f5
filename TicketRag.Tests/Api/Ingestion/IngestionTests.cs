using System.Net;
using System.Text.Json;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Ingestion;

/// <summary>The routes of the async ingestion's document.</summary>
public sealed class IngestionTests(ApiServers servers)
{
    private const string Batch =
        """
        {
            "messages": [
              {"text": "Message 1", "metadata": {"id": "1"}},
              {"text": "Message 2", "metadata": {"id": "2"}}
            ],
            "metadata": {"batch_source": "slack"}
          }
        """;

    [Fact]
    public async Task Form_is_a_job_by_default()
    {
        // As printed: without a credential, from this machine, in Development.
        var reply = await servers.Development.Anonymous.PostFormAsync("/ingest", ("text_content", "Your document text here"), ("metadata", """{"source":"api"}"""));

        AssertJob(reply, "text_ingestion", """{"source":"api"}""");
    }

    [Theory]
    [InlineData("/ingest/async")]
    [InlineData("/ingest")]
    public async Task Form_that_does_not_wait_can_be_polled_to_its_end(string route)
    {
        var organization = await servers.Production.NewOrganizationAsync();

        var id = AssertJob(await organization.Admin.PostFormAsync(route, ("text_content", "The kiln trips the breaker."), ("metadata", """{"source":"api"}""")), "text_ingestion", """{"source":"api"}""");

        await servers.Production.EndOfAsync(organization.Id, id);
        var job = (await organization.Admin.GetAsync($"/jobs/{id}")).Expect(HttpStatusCode.OK);
        Assert.Equal("completed", job.Text("status"));
        Assert.Equal(1, job.GetProperty("progress").GetDouble());
        Assert.Equal("Text ingested successfully", job.Text("message"));
        Assert.Equal("", job.Text("error_message"));
        Assert.Equal(1, job.GetProperty("chunks_created").GetInt32());
        Assert.Equal(1, job.GetProperty("total_items").GetInt32());
        Assert.Equal(1, job.GetProperty("processed_items").GetInt32());
        Assert.All(new[] { "created_at", "started_at", "completed_at" }, member => Assert.EndsWith("Z", job.Text(member)));
    }

    [Theory]
    [InlineData("/ingest", true)]
    [InlineData("/ingest?sync=true", false)]
    public async Task Form_with_sync_waits_by_field_and_by_query(string route, bool byField)
    {
        var organization = await servers.Production.NewOrganizationAsync();
        (string, string)[] fields = [("text_content", "The kiln trips the breaker."), ("metadata", """{"source":"api"}""")];

        var reply = await organization.Admin.PostFormAsync(route, byField ? [.. fields, ("sync", "true")] : fields);

        await AssertWaitedAsync(organization, reply, "text_ingestion", 1, "kiln breaker");
    }

    [Fact]
    public async Task Text_waits()
    {
        var organization = await servers.Production.NewOrganizationAsync();

        var reply = await organization.Admin.PostAsync("/ingest/text", new { text_content = "The kiln trips the breaker.", metadata = new { source = "api" } });

        await AssertWaitedAsync(organization, reply, "text_ingestion", 1, "kiln breaker");
    }

    [Fact]
    public async Task Text_async_does_not_wait()
    {
        var reply = await servers.Development.Anonymous.PostJsonAsync("/ingest/text/async", """{"text_content": "Document text", "metadata": {"source": "api"}}""");

        AssertJob(reply, "text_ingestion", """{"source": "api"}""");
    }

    [Theory]
    [InlineData("/ingest/batch")]
    [InlineData("/ingest/batch/async")]
    public async Task Batch_is_a_job_by_default(string route)
    {
        var organization = await servers.Production.NewOrganizationAsync();

        var id = AssertJob(await organization.Admin.PostJsonAsync(route, Batch), "batch_ingestion", """{"batch_source": "slack"}""");

        await servers.Production.EndOfAsync(organization.Id, id);
        var job = (await organization.Admin.GetAsync($"/jobs/{id}")).Expect(HttpStatusCode.OK);
        Assert.Equal("completed", job.Text("status"));
        Assert.Equal(2, job.GetProperty("total_items").GetInt32());
        Assert.Equal(2, job.GetProperty("processed_items").GetInt32());
        Assert.Equal(2, job.GetProperty("chunks_created").GetInt32());
    }

    [Fact]
    public async Task Batch_with_sync_waits()
    {
        var organization = await servers.Production.NewOrganizationAsync();

        var reply = await organization.Admin.PostJsonAsync("/ingest/batch?sync=true", Batch);

        await AssertWaitedAsync(organization, reply, "batch_ingestion", 2, "Message 2");
        Assert.Equal(2, reply.Body.GetProperty("documents").GetArrayLength());
    }

    [Fact]
    public async Task Batch_is_made_of_jobs_that_are_cancelled_with_it()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var accepted = (await organization.Admin.PostJsonAsync("/ingest/batch", Batch)).Expect(HttpStatusCode.Accepted);
        Assert.Equal(("pending", "slack"), (accepted.Text("status"), accepted.Text("source")));
        var batch = accepted.GetProperty("job_id").GetGuid();
        var messages = await organization.JobsAsync($"parent_id={batch}");
        Assert.Equal(["1", "2"], messages.Select(message => message.GetProperty("metadata").Text("id")).Order());
        Assert.All(messages, message => Assert.Equal(("text_ingestion", "pending", "slack"), (message.Text("job_type"), message.Text("status"), message.Text("source"))));

        var cancelled = (await organization.Admin.DeleteAsync($"/jobs/{batch}")).Expect(HttpStatusCode.OK);

        Assert.Equal(("cancelled", "0 of 2 messages ingested"), (cancelled.Text("status"), cancelled.Text("message")));
        Assert.All(await organization.JobsAsync($"parent_id={batch}"), message => Assert.Equal("cancelled", message.Text("status")));
    }

    [Fact]
    public async Task Same_text_twice_in_a_batch_is_one_document()
    {
        var organization = await servers.Production.NewOrganizationAsync();

        var reply = (await organization.Admin.PostAsync("/ingest/batch?sync=true", new { messages = Enumerable.Repeat(new { text = "Said twice." }, 3) })).Expect(HttpStatusCode.OK);

        Assert.Single(reply.GetProperty("documents").EnumerateArray());
        Assert.Single(await organization.RetrieveAsync("said twice"));
    }

    [Fact]
    public async Task Same_text_twice_is_one_document()
    {
        var organization = await servers.Production.NewOrganizationAsync();

        var first = await organization.IngestAsync("The same bytes twice.");
        var second = await organization.IngestAsync("The same bytes twice.");

        Assert.Equal(first.GetProperty("documents")[0].GetGuid(), second.GetProperty("documents")[0].GetGuid());
        Assert.Single(await organization.RetrieveAsync("same bytes twice"));
    }

    [Fact]
    public async Task Waiting_ends_with_504_and_the_job_goes_on()
    {
        var organization = await servers.Idle.NewOrganizationAsync();

        var problem = (await organization.Admin.PostAsync("/ingest/text", new { text_content = "Nobody takes it." })).ExpectProblem(HttpStatusCode.GatewayTimeout);

        Assert.Equal("pending", (await organization.Admin.GetAsync($"/jobs/{problem.GetProperty("job_id").GetGuid()}")).Expect(HttpStatusCode.OK).Text("status"));
    }

    [Fact]
    public async Task Waiting_for_a_job_that_fails_ends_with_422_and_its_error()
    {
        var organization = await servers.Scripted.NewOrganizationAsync();

        var problem = (await organization.Admin.PostAsync("/ingest/text", new { text_content = ScriptedTextHandler.Fail })).ExpectProblem(HttpStatusCode.UnprocessableEntity);

        Assert.Equal("HTTPError: 404 Not Found", problem.Text("detail"));
        var job = (await organization.Admin.GetAsync($"/jobs/{problem.GetProperty("job_id").GetGuid()}")).Expect(HttpStatusCode.OK);
        Assert.Equal("failed", job.Text("status"));
        Assert.Equal("HTTPError: 404 Not Found", job.Text("error_message"));
    }

    private static Guid AssertJob(ApiReply reply, string type, string metadata)
    {
        var job = reply.Expect(HttpStatusCode.Accepted);
        var id = job.GetProperty("job_id").GetGuid();
        Assert.Equal($"/jobs/{id}", reply.Location?.OriginalString);
        Assert.Equal(type, job.Text("job_type"));
        Assert.Contains(job.Text("status"), new[] { "pending", "running", "completed" });
        Assert.EndsWith("Z", job.Text("created_at"));
        Assert.NotNull(job.Text("message"));
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(metadata).RootElement, job.GetProperty("metadata")));
        return id;
    }

    private static async Task AssertWaitedAsync(TestOrganization organization, ApiReply reply, string type, int chunks, string question)
    {
        var done = reply.Expect(HttpStatusCode.OK);
        Assert.True(done.GetProperty("success").GetBoolean());
        Assert.Equal(type, done.Text("job_type"));
        Assert.Equal(chunks, done.GetProperty("chunks_created").GetInt32());
        Assert.Equal("completed", (await organization.Admin.GetAsync($"/jobs/{done.GetProperty("job_id").GetGuid()}")).Expect(HttpStatusCode.OK).Text("status"));
        Assert.NotEmpty(await organization.RetrieveAsync(question));
    }
}
