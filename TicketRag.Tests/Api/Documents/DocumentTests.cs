using System.Net;
using System.Text;
using TicketRag.Tests.Extraction.Samples;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Documents;

public sealed class DocumentTests(ApiServers servers)
{
    private static readonly byte[] Unreadable = [0, 1, 2, 0, 255, 0];

    [Fact]
    public async Task Document_can_be_asked_after_from_the_moment_that_its_file_was_accepted()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var job = (await organization.Admin.UploadAsync("guide.txt", "The tray is beneath the lid."u8.ToArray(), ("source", "uploads")))
            .Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();

        var document = await organization.DocumentOfJobAsync(job);
        Assert.Equal(("pending", "guide.txt", "uploads", "file"), (document.Text("status"), document.Text("title"), document.Text("source"), document.Text("source_type")));
        Assert.Equal((0, 0, job), (document.GetProperty("version").GetInt32(), document.GetProperty("chunk_count").GetInt32(), document.GetProperty("job_id").GetGuid()));
        Assert.Contains("pending", (await organization.Admin.GetAsync($"/api/v1/documents/{document.Id()}/text")).ExpectDetail(HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.Equal("The tray is beneath the lid.", (await organization.Admin.GetAsync($"/api/v1/documents/{document.Id()}/original")).Text);
    }

    [Fact]
    public async Task Text_and_page_are_documents_before_they_are_taken_in()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var text = (await organization.Admin.PostAsync("/knowledge/ingest-text-async", new { text = "# Trays\n\nBeneath the lid." })).Expect(HttpStatusCode.Accepted);
        var page = (await organization.Admin.PostAsync("/knowledge/ingest-url-async", new { url = "https://docs.example/trays#part" })).Expect(HttpStatusCode.Accepted);

        Assert.Equal("Trays", (await organization.DocumentOfJobAsync(text.GetProperty("job_id").GetGuid())).Text("title"));
        Assert.Equal("https://docs.example/trays", (await organization.DocumentOfJobAsync(page.GetProperty("job_id").GetGuid())).Text("url"));
    }

    [Fact]
    public async Task Messages_and_files_of_a_batch_are_documents_before_they_are_taken_in()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var messages = new[] { new { text = "# Trays\n\nBeneath the lid." }, new { text = "# Drums\n\nBehind the door." }, new { text = "# Trays\n\nBeneath the lid." } };
        (await organization.Admin.PostAsync("/ingest/batch/async", new { messages })).Expect(HttpStatusCode.Accepted);
        using var form = UploadForms.Of("first.txt", "One."u8.ToArray());
        form.Add(new ByteArrayContent("Two."u8.ToArray()), "file", "second.txt");
        (await organization.Admin.SendAsync(HttpMethod.Post, "/ingest/async", form)).Expect(HttpStatusCode.Accepted);

        var documents = (await organization.Admin.GetAsync("/api/v1/documents")).Expect(HttpStatusCode.OK).GetProperty("documents").EnumerateArray().ToList();
        Assert.Equal(["Drums", "first.txt", "second.txt", "Trays"], documents.Select(document => document.Text("title")).Order(StringComparer.OrdinalIgnoreCase));
        Assert.All(documents, document => Assert.Equal(("pending", 0), (document.Text("status"), document.GetProperty("version").GetInt32())));
        foreach (var document in documents)
        {
            (await organization.Admin.DeleteAsync($"/api/v1/documents/{document.Id()}")).Expect(HttpStatusCode.OK);
        }

        await organization.HasNothingLeftAsync();
    }

    [Fact]
    public async Task Ready_document_has_text_chunks_that_are_spans_of_it_and_its_original()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var bytes = OfficeSamples.Presentation();
        var document = await organization.DocumentOfAsync("deck.pptx", bytes);

        Assert.Equal(("ready", "pptx", 1), (document.Text("status"), document.Text("format"), document.GetProperty("version").GetInt32()));
        Assert.Equal(1, document.GetProperty("progress").GetDouble());
        var text = (await organization.Admin.GetAsync($"/api/v1/documents/{document.Id()}/text")).Text;
        var chunks = (await organization.Admin.GetAsync($"/api/v1/documents/{document.Id()}/chunks")).Expect(HttpStatusCode.OK).GetProperty("chunks").EnumerateArray().ToList();
        Assert.Equal(document.GetProperty("chunk_count").GetInt32(), chunks.Count);
        Assert.All(chunks, chunk => Assert.Equal(chunk.Text("text"), text[chunk.GetProperty("start").GetInt32()..chunk.GetProperty("end").GetInt32()]));

        using var original = await organization.Admin.OpenAsync($"/api/v1/documents/{document.Id()}/original");
        Assert.Equal(bytes, await original.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("attachment", "deck.pptx"), (original.Content.Headers.ContentDisposition!.DispositionType, original.Content.Headers.ContentDisposition.FileName));
        Assert.Equal("nosniff", Assert.Single(original.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Deeply_nested_page_fails_with_the_reason_and_the_worker_goes_on()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var page = Encoding.UTF8.GetBytes($"<!DOCTYPE html><html><body>{string.Concat(Enumerable.Repeat("<div>", 100_000))}text");
        var document = await organization.DocumentOfAsync("deep.html", page);

        Assert.Equal(("failed", "Its elements are nested more than 500 deep."), (document.Text("status"), document.Text("error_message")));
        Assert.Equal("ready", (await organization.DocumentOfAsync("flat.html", "<!DOCTYPE html><p>The tray is beneath the lid.")).Text("status"));
    }

    [Fact]
    public async Task Original_can_be_had_in_parts()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var document = await organization.DocumentOfAsync("guide.txt", "The tray is beneath the lid.");

        using var part = await organization.Admin.OpenAsync($"/api/v1/documents/{document.Id()}/original", ("Range", "bytes=4-7"));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal("tray", await part.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Chunks_come_in_pages()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var text = string.Join("\n\n", Enumerable.Range(1, 5).Select(i => $"# Part {i}\n\nText of part {i}."));
        var document = await organization.DocumentOfAsync("parts.md", text);

        var first = (await organization.Admin.GetAsync($"/api/v1/documents/{document.Id()}/chunks?limit=3")).Expect(HttpStatusCode.OK);
        var second = (await organization.Admin.GetAsync($"/api/v1/documents/{document.Id()}/chunks?limit=3&after={first.GetProperty("next").GetInt32()}")).Expect(HttpStatusCode.OK);
        Assert.Equal(
            Enumerable.Range(0, document.GetProperty("chunk_count").GetInt32()),
            first.GetProperty("chunks").EnumerateArray().Concat(second.GetProperty("chunks").EnumerateArray()).Select(chunk => chunk.GetProperty("ordinal").GetInt32()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task File_that_cannot_be_read_is_a_failed_document_with_the_reason_and_its_original()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var document = await organization.DocumentOfAsync("broken.bin", Unreadable);

        Assert.Equal(("failed", 0), (document.Text("status"), document.GetProperty("version").GetInt32()));
        Assert.NotEqual("", document.Text("error_message"));
        Assert.Contains(document.Text("error_message")!, (await organization.Admin.GetAsync($"/api/v1/documents/{document.Id()}/text")).ExpectDetail(HttpStatusCode.Conflict), StringComparison.Ordinal);
        using var original = await organization.Admin.OpenAsync($"/api/v1/documents/{document.Id()}/original");
        Assert.Equal(Unreadable, await original.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(document.Id(), Assert.Single(await ListAsync(organization, "status=failed")).Id());
    }

    [Fact]
    public async Task Failed_new_version_leaves_the_old_one_answering()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var first = await organization.DocumentOfAsync("guide.txt", "The tray is beneath the lid.");
        var second = await organization.DocumentOfAsync("guide.txt", Unreadable);

        Assert.Equal((first.Id(), "failed", 1), (second.Id(), second.Text("status"), second.GetProperty("version").GetInt32()));
        Assert.Single(await organization.RetrieveAsync("where is the tray"));
    }

    [Fact]
    public async Task Name_follows_its_file_though_another_has_the_same_bytes_already()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        await organization.DocumentOfAsync("old.txt", "The tray is behind the door.");
        var guide = await organization.DocumentOfAsync("guide.txt", "The tray is beneath the lid.");
        var changed = await organization.DocumentOfAsync("guide.txt", "The tray is behind the door.");

        Assert.Equal((guide.Id(), 2), (changed.Id(), changed.GetProperty("version").GetInt32()));
        Assert.DoesNotContain(await organization.RetrieveAsync("beneath the lid"), found => found.Text("text")!.Contains("beneath", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Same_bytes_under_another_name_are_the_document_that_is_there()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var first = await organization.DocumentOfAsync("guide.txt", "The tray is beneath the lid.");
        var second = await organization.DocumentOfAsync("copy.txt", "The tray is beneath the lid.");

        Assert.Equal(first.Id(), second.Id());
        Assert.Single(await ListAsync(organization, ""));
    }

    [Fact]
    public async Task Two_names_for_the_same_bytes_at_the_same_time_leave_no_announced_row_behind()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => organization.Admin.UploadAsync($"copy-{i}.txt", "The tray is beneath the lid."u8.ToArray())));
        await organization.SettleAsync();

        Assert.All(await ListAsync(organization, ""), document => Assert.Equal("ready", document.Text("status")));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("text")]
    public async Task Ingested_again_it_is_a_new_version_though_nothing_has_changed(string kind)
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var id = kind == "file"
            ? (await organization.DocumentOfAsync("guide.txt", "The tray is beneath the lid.")).Id()
            : (await organization.IngestAsync("The tray is beneath the lid.")).GetProperty("documents")[0].GetGuid();

        var job = (await organization.Admin.PostAsync($"/api/v1/documents/{id}/reingest", new { })).Expect(HttpStatusCode.Accepted);
        await organization.SettleAsync();

        var document = await organization.DocumentAsync(id);
        Assert.Equal(("ready", 2), (document.Text("status"), document.GetProperty("version").GetInt32()));
        Assert.Equal(job.GetProperty("job_id").GetGuid(), document.GetProperty("job_id").GetGuid());
        Assert.Equal(2, Assert.Single(await organization.RetrieveAsync("where is the tray")).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Ticket_that_was_indexed_is_a_document_and_can_be_indexed_again()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var ticket = await organization.SolvedTicketAsync("Tray stuck", "It does not open.", "Pull the lever.");
        var document = Assert.Single(await ListAsync(organization, "source_type=ticket"));
        (await organization.Admin.PostAsync($"/api/v1/documents/{document.Id()}/reingest", new { })).Expect(HttpStatusCode.Accepted);
        await organization.SettleAsync();

        var again = await organization.DocumentAsync(document.Id());
        Assert.Equal((ticket.Id(), 2), (again.GetProperty("source_id").GetGuid(), again.GetProperty("version").GetInt32()));
        Assert.Contains("ticket", (await organization.Admin.DeleteAsync($"/api/v1/documents/{document.Id()}")).ExpectDetail(HttpStatusCode.Conflict), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_comes_in_pages_and_by_filters()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        foreach (var i in Enumerable.Range(1, 5))
        {
            await organization.Admin.UploadAsync($"part-{i}.txt", Encoding.UTF8.GetBytes($"Text of part {i}."), ("source", i % 2 == 0 ? "even" : "odd"));
        }

        await organization.SettleAsync();
        var seen = new List<Guid>();
        for (string? after = ""; after is not null;)
        {
            var page = (await organization.Admin.GetAsync($"/api/v1/documents?limit=2{(after.Length == 0 ? "" : $"&after={after}")}")).Expect(HttpStatusCode.OK);
            seen.AddRange(page.GetProperty("documents").EnumerateArray().Select(document => document.Id()));
            after = page.GetProperty("next").GetString();
        }

        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(5, seen.Count);
        Assert.Equal(2, (await ListAsync(organization, "source=even")).Count);
        Assert.Single(await ListAsync(organization, "query=PART-3"));
        Assert.Empty(await ListAsync(organization, "status=pending"));
    }

    [Theory]
    [InlineData("status=lost", "status")]
    [InlineData("source_type=file,letter", "source_type")]
    [InlineData("after=yesterday", "after")]
    [InlineData("limit=0", "limit")]
    public async Task Filter_that_makes_no_sense_is_refused(string query, string member)
    {
        var organization = await servers.Production.NewOrganizationAsync();

        (await organization.Admin.GetAsync($"/api/v1/documents?{query}")).ExpectInvalid(member);
    }

    private static async Task<IReadOnlyList<System.Text.Json.JsonElement>> ListAsync(TestOrganization organization, string query) =>
        [.. (await organization.Admin.GetAsync($"/api/v1/documents?{query}")).Expect(HttpStatusCode.OK).GetProperty("documents").EnumerateArray()];
}
