using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TicketRag.Tests.Extraction.Samples;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Ingestion;

public sealed class FileIngestionTests(ApiServers servers)
{
    [Fact]
    public async Task File_is_enqueued_as_printed_and_found_with_its_place()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var accepted = await organization.Admin.SendAsync(HttpMethod.Post, "/knowledge/ingest-file-async", Form([("file", "deck.pptx", OfficeSamples.Presentation())], ("source", "uploads")));

        var answer = accepted.Expect(HttpStatusCode.Accepted);
        Assert.Equal(["ok", "job_id", "queued", "type", "filename", "tenant", "source"], answer.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("file", "deck.pptx", "uploads"), (answer.Text("type"), answer.Text("filename"), answer.Text("source")));
        await organization.SettleAsync();

        var found = (await organization.RetrieveAsync("who said last"))[0];
        Assert.Equal("file", found.Text("source_type"));
        Assert.Contains(found.GetProperty("page").GetInt32(), new[] { 1, 2 });
    }

    [Fact]
    public async Task Same_bytes_again_are_no_new_work_and_changed_bytes_a_new_version()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var first = await IngestAsync(organization, "guide.txt", "The tray is beneath the lid.");
        var again = await IngestAsync(organization, "another-name.txt", "The tray is beneath the lid.");
        var changed = await IngestAsync(organization, "guide.txt", "The tray is now behind the door.");

        Assert.Equal("This file was there already", again.Text("message"));
        Assert.Equal(DocumentOf(first), DocumentOf(again));
        Assert.Equal(DocumentOf(first), DocumentOf(changed));
        var found = Assert.Single(await organization.RetrieveAsync("where is the tray"));
        Assert.Contains("behind the door", found.Text("text"), StringComparison.Ordinal);
        Assert.Equal(2, found.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Several_files_are_one_batch_in_which_one_that_cannot_be_read_is_named()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var form = Form([("file", "a.txt", "Text of the first."u8.ToArray()), ("file", "b.bin", [0, 1, 2, 0, 255, 0]), ("file", "c.md", "# Third\n\nText of the third."u8.ToArray())]);
        var job = (await organization.Admin.SendAsync(HttpMethod.Post, "/ingest/async", form)).Expect(HttpStatusCode.Accepted);
        Assert.Equal("batch_ingestion", job.Text("job_type"));
        await organization.SettleAsync();

        var ended = (await organization.Admin.GetAsync($"/jobs/{job.GetProperty("job_id").GetGuid()}")).Expect(HttpStatusCode.OK);
        Assert.Equal("completed", ended.Text("status"));
        Assert.StartsWith("2 of 3 files ingested; b.bin: ", ended.Text("message"), StringComparison.Ordinal);
        Assert.StartsWith("1 of 3 files could not be taken in. b.bin: ", ended.Text("error_message"), StringComparison.Ordinal);
        var failure = Assert.Single(ended.GetProperty("result").GetProperty("failures").EnumerateArray());
        Assert.Equal("b.bin", failure.Text("filename"));
        Assert.Equal(2, ended.GetProperty("result").GetProperty("documents").GetArrayLength());
        Assert.Equal((3, 3, 1), (ended.GetProperty("children").GetInt32(), ended.GetProperty("processed_items").GetInt32(), ended.GetProperty("children_failed").GetInt32()));
        Assert.Equal(ended.Text("job_id"), Assert.Single(await organization.JobsAsync()).Text("job_id"));
        var children = await organization.JobsAsync($"parent_id={ended.Text("job_id")}");
        Assert.Equal(["completed", "completed", "failed"], children.Select(child => child.Text("status")).Order());
        Assert.Equal(failure.Text("job_id"), Assert.Single(children, child => child.Text("status") == "failed").Text("job_id"));
    }

    [Fact]
    public async Task File_that_cannot_be_read_fails_at_once_with_the_reason()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var reply = await organization.Admin.SendAsync(HttpMethod.Post, "/ingest/file", Form([("file", "scan.png", [0x89, (byte)'P', (byte)'N', (byte)'G'])]));

        Assert.Contains("OCR", reply.Expect(HttpStatusCode.UnprocessableEntity).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forms_that_make_no_sense_are_refused()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        Task<ApiReply> Post(string path, HttpContent content) => organization.Admin.SendAsync(HttpMethod.Post, path, content);

        Assert.Equal(HttpStatusCode.BadRequest, (await Post("/ingest/file", Form([("file", "empty.txt", [])]))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post("/ingest", Form([("file", "a.txt", "x"u8.ToArray())], ("text_content", "both")))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post("/ingest", Form([("file", "a.txt", "x"u8.ToArray())], ("unknown", "field")))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post("/knowledge/ingest-file-async", Form([], ("source", "no file")))).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Post("/knowledge/ingest-file-async", new StringContent("{}", Encoding.UTF8, "application/json"))).Status);
    }

    private static async Task<JsonElement> IngestAsync(TestOrganization organization, string name, string text) =>
        (await organization.Admin.SendAsync(HttpMethod.Post, "/ingest/file", Form([("file", name, Encoding.UTF8.GetBytes(text))]))).Expect(HttpStatusCode.OK);

    private static Guid DocumentOf(JsonElement answer) => answer.GetProperty("documents")[0].GetGuid();

    private static MultipartFormDataContent Form((string Field, string Name, byte[] Bytes)[] files, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (field, name, bytes) in files)
        {
            var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            form.Add(content, field, name);
        }

        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        return form;
    }
}
