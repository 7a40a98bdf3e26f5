using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Persistence;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Inbound;

public sealed class EventTests(EventFixture fixture, ApiServers servers) : IClassFixture<EventFixture>
{
    private const string Text = "The quartz lever opens the tray of the printer model Zebu.";

    [Fact]
    public async Task Uploaded_file_is_indexed_under_its_senders_id()
    {
        var (organization, company) = await NewAsync();
        var fileId = Guid.CreateVersion7();
        await SendAsync(organization, Uploaded(company, fileId, Write("manuals/zebu.txt", Text)));
        await organization.SettleAsync();

        var document = Assert.Single(await DocumentsAsync(organization));
        Assert.Equal((fileId, "ready", "zebu.txt", "events"), (document.GetProperty("source_id").GetGuid(), document.Text("status"), document.Text("file_name"), document.Text("source")));
        Assert.Equal(document.Id(), Assert.Single(await organization.RetrieveAsync("quartz lever")).GetProperty("document_id").GetGuid());
    }

    [Fact]
    public async Task Absolute_path_beneath_the_folder_is_read_too()
    {
        var (organization, company) = await NewAsync();
        Write("absolute.txt", Text);
        await SendAsync(organization, Uploaded(company, Guid.CreateVersion7(), relative: "", absolute: Path.Combine(fixture.Files, "absolute.txt")));
        await organization.SettleAsync();

        Assert.Equal("ready", Assert.Single(await DocumentsAsync(organization)).Text("status"));
    }

    [Fact]
    public async Task File_that_is_larger_than_an_upload_may_be_is_not_read()
    {
        var (organization, company) = await NewAsync();
        await SendAsync(organization, Uploaded(company, Guid.CreateVersion7(), Write("large.txt", new string('a', EventFixture.MaxFileBytes + 1))));
        await organization.SettleAsync();

        var document = Assert.Single(await DocumentsAsync(organization));
        Assert.Equal(("failed", "The file is larger than 1,000,000 bytes."), (document.Text("status"), document.Text("error_message")));
    }

    [Fact]
    public async Task Event_is_dealt_with_once()
    {
        var (organization, company) = await NewAsync();
        var uploaded = Uploaded(company, Guid.CreateVersion7(), Write("once.txt", Text));
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SendAsync(organization, uploaded)));
        await organization.SettleAsync();

        Assert.Single(answers, answer => answer.Text("status") == "accepted");
        Assert.Single(answers.Select(answer => answer.GetProperty("job_id").GetGuid()).Distinct());
        Assert.Single(await organization.JobsAsync("job_type=event_file"));
    }

    [Theory]
    [InlineData("../outside/secret.txt")]
    [InlineData("link-out.txt")]
    [InlineData("folder-out/secret.txt")]
    [InlineData("round/round/secret.txt")]
    [InlineData("not-there.txt")]
    public async Task File_that_is_not_beneath_the_folder_is_not_read(string relative)
    {
        var secret = Path.Combine(fixture.Outside, "secret.txt");
        await File.WriteAllTextAsync(secret, "Not for indexing.", TestContext.Current.CancellationToken);
        Link("link-out.txt", path => File.CreateSymbolicLink(path, secret));
        Link("folder-out", path => Directory.CreateSymbolicLink(path, fixture.Outside));
        Link("round", path => Directory.CreateSymbolicLink(path, path));
        var (organization, company) = await NewAsync();
        await SendAsync(organization, Uploaded(company, Guid.CreateVersion7(), relative));
        await organization.SettleAsync();

        var document = Assert.Single(await DocumentsAsync(organization));
        Assert.Equal("failed", document.Text("status"));
        Assert.DoesNotContain(fixture.Outside, document.Text("error_message")!, StringComparison.Ordinal);
        Assert.Empty(await organization.RetrieveAsync("Not for indexing."));
    }

    [Fact]
    public async Task Link_that_stays_beneath_the_folder_is_followed()
    {
        var (organization, company) = await NewAsync();
        Write("real.txt", Text);
        Link("alias.txt", path => File.CreateSymbolicLink(path, "real.txt"));
        await SendAsync(organization, Uploaded(company, Guid.CreateVersion7(), "alias.txt"));
        await organization.SettleAsync();

        Assert.Equal("ready", Assert.Single(await DocumentsAsync(organization)).Text("status"));
    }

    [Fact]
    public async Task Without_a_folder_the_job_fails_with_the_words_of_the_older_system()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        await SendAsync(organization, Uploaded(await CompanyAsync(organization), Guid.CreateVersion7(), "zebu.txt"));
        await organization.SettleAsync();

        Assert.Equal("file_path not provided and RAG_FILES_BASE_PATH not set", Assert.Single(await organization.JobsAsync()).Text("error_message"));
    }

    [Fact]
    public async Task Deleted_file_takes_its_document_unless_another_has_the_same_bytes()
    {
        var (organization, company) = await NewAsync();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var fileId in new[] { first, second })
        {
            await SendAsync(organization, Uploaded(company, fileId, Write($"{fileId}.txt", Text)));
            await organization.SettleAsync();
        }

        Assert.Single(await DocumentsAsync(organization));
        await DeleteAsync(organization, company, first);
        Assert.Single(await organization.RetrieveAsync("quartz lever"));
        await DeleteAsync(organization, company, second);
        Assert.Empty(await DocumentsAsync(organization));
        Assert.Empty(await organization.RetrieveAsync("quartz lever"));
        await DeleteAsync(organization, company, second);
        Assert.Equal(
            ["unknown", "deleted", "kept"],
            (await organization.JobsAsync("job_type=event_file_deletion")).Select(job => job.GetProperty("result").Text("action")));
    }

    [Fact]
    public async Task Deletion_stops_an_upload_that_still_waits_and_spares_one_that_came_after_it()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var company = await CompanyAsync(organization);
        var fileId = Guid.CreateVersion7();
        var before = await SendAsync(organization, Uploaded(company, fileId, "a.txt"));
        var deletion = await SendAsync(organization, new { @event = "file_deleted", event_id = Guid.CreateVersion7(), file_id = fileId, company_id = company });

        await RunAsync(organization, deletion.GetProperty("job_id").GetGuid());

        Assert.Equal("cancelled", (await organization.Admin.GetAsync($"/jobs/{before.GetProperty("job_id").GetGuid()}")).Body.Text("status"));
        var after = await SendAsync(organization, Uploaded(company, fileId, "b.txt"));
        await RunAsync(organization, deletion.GetProperty("job_id").GetGuid());
        Assert.Equal("pending", (await organization.Admin.GetAsync($"/jobs/{after.GetProperty("job_id").GetGuid()}")).Body.Text("status"));
    }

    [Fact]
    public async Task Created_ticket_is_made_by_its_number_with_what_the_sender_knew()
    {
        var (organization, company) = await NewAsync();
        var answer = await SendAsync(organization, Created(company, 4711, "critical"));
        await organization.SettleAsync();

        var ticket = (await organization.Admin.GetAsync("/api/v1/tickets/4711")).Expect(HttpStatusCode.OK);
        Assert.Equal(("Tray stuck", "front", "urgent", true), (ticket.Text("title"), ticket.Text("category"), ticket.Text("priority"), ticket.GetProperty("need_admin").GetBoolean()));
        var metadata = ticket.GetProperty("metadata");
        Assert.Equal(("critical", "printers", 0.93, 0.5, 7), (
            metadata.Text("priority"), metadata.Text("bert_category"), metadata.GetProperty("bert_confidence").GetDouble(),
            metadata.GetProperty("similarity_score").GetDouble(), metadata.GetProperty("assigned_team_id").GetInt32()));
        Assert.NotEqual("pending", (await organization.Admin.GetAsync("/api/v1/tickets/4711/solution")).Expect(HttpStatusCode.OK).Text("status"));
        Assert.Equal("completed", (await organization.Admin.GetAsync($"/jobs/{answer.GetProperty("job_id").GetGuid()}")).Body.Text("status"));
        Assert.True((await organization.OpenTicketAsync(new { title = "Next", description = "One more." })).GetProperty("number").GetInt64() > 4711);
    }

    [Fact]
    public async Task Created_ticket_that_is_known_gets_its_solution_written_again()
    {
        var (organization, company) = await NewAsync();
        var ticket = await organization.OpenTicketAsync(new { title = "Kept", description = "As it was." });
        await organization.SettleAsync();
        await SendAsync(organization, Created(company, ticket.GetProperty("number").GetInt64(), "low"));
        await organization.SettleAsync();

        Assert.Equal("Kept", (await organization.Admin.GetAsync($"/api/v1/tickets/{ticket.Id()}")).Body.Text("title"));
        Assert.Equal(2, (await organization.JobsAsync("job_type=ticket_solution")).Count);
    }

    [Fact]
    public async Task What_cannot_be_dealt_with_is_kept_aside_with_the_reason()
    {
        var (organization, company) = await NewAsync();
        await AsideAsync(new { @event = "file_uploaded", event_id = Guid.CreateVersion7(), company_id = (int?)null }, "company_id");
        await AsideAsync(new { @event = "file_uploaded", event_id = Guid.CreateVersion7(), company_id = 999_999_999 }, "999999999");
        await AsideAsync(new { @event = "file.renamed", event_id = Guid.CreateVersion7(), company_id = company }, "file.renamed");
        await AsideAsync(new { @event = "file_deleted", event_id = "no id", file_id = Guid.CreateVersion7(), company_id = company }, "event_id");
        await AsideAsync(new { @event = "file_deleted", event_id = Guid.CreateVersion7(), company_id = company }, "file_id");
        await AsideAsync(new { @event = "file_uploaded", event_id = Guid.CreateVersion7(), file_id = Guid.CreateVersion7(), company_id = company, kind = "video" }, "video");
        await AsideAsync(new { @event = "ticket.created", event_id = Guid.CreateVersion7(), ticket_id = "seven", company_id = company, title = "x", description = "y" }, "ticket_id");

        var own = (await organization.Admin.GetAsync("/api/v1/events?kept_aside=true")).Expect(HttpStatusCode.OK).GetProperty("events").EnumerateArray().ToList();
        Assert.Equal(5, own.Count);
        Assert.All(own, received => Assert.Contains($"{company}", received.Text("payload"), StringComparison.Ordinal));
        Assert.Empty(await organization.JobsAsync());

        async Task AsideAsync(object body, string reason)
        {
            var answer = (await fixture.Server.Operator.PostAsync("/api/v1/events", body)).Expect(HttpStatusCode.Accepted);
            Assert.Equal("kept_aside", answer.Text("status"));
            Assert.Contains(reason, answer.Text("reason"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Kept_aside_event_can_be_sent_again_once_its_cause_is_gone()
    {
        var (organization, company) = await NewAsync();
        var eventId = Guid.CreateVersion7();
        await SendAsync(organization, new { @event = "file_deleted", event_id = eventId, company_id = company });

        var again = await SendAsync(organization, new { @event = "file_deleted", event_id = eventId, file_id = Guid.CreateVersion7(), company_id = company });
        Assert.Equal("accepted", again.Text("status"));
    }

    [Fact]
    public async Task Admin_sends_events_of_the_own_organization_alone_and_editors_none()
    {
        var (organization, company) = await NewAsync();
        var (stranger, _) = await NewAsync();
        var body = new { @event = "file_deleted", event_id = Guid.CreateVersion7(), file_id = Guid.CreateVersion7(), company_id = company };

        (await stranger.Admin.PostAsync("/api/v1/events", body)).ExpectProblem(HttpStatusCode.Forbidden);
        (await stranger.Admin.PostAsync("/api/v1/events", new { company_id = (int?)null })).ExpectProblem(HttpStatusCode.Forbidden);
        (await (await organization.KeyAsync("editor")).PostAsync("/api/v1/events", body)).ExpectProblem(HttpStatusCode.Forbidden);
        Assert.Empty((await stranger.Admin.GetAsync("/api/v1/events")).Body.GetProperty("events").EnumerateArray());
    }

    private static object Uploaded(long company, Guid fileId, string relative, string absolute = "") => new
    {
        @event = "file_uploaded",
        event_id = Guid.CreateVersion7(),
        file_id = fileId,
        company_id = company,
        file_path = absolute,
        file_relative_path = relative,
        original_name = Path.GetFileName(relative.Length > 0 ? relative : absolute),
        kind = "word",
        size_bytes = 10,
        content_type = "text/plain",
        uploaded_at = (string?)null,
        something_new = true,
    };

    private static object Created(long company, long number, string priority) => new
    {
        @event = "ticket.created",
        event_id = Guid.CreateVersion7(),
        ticket_id = number,
        company_id = company,
        title = "Tray stuck",
        description = "The tray does not open any more.",
        category = "front",
        priority,
        created_at = "2026-01-01T00:00:00Z",
        need_admin = true,
        bert_category = "printers",
        bert_confidence = 0.93,
        similarity_score = 0.5,
        assigned_team_id = 7,
    };

    private async Task<(TestOrganization Organization, long Company)> NewAsync()
    {
        var organization = await fixture.Server.NewOrganizationAsync();
        return (organization, await CompanyAsync(organization));
    }

    private static async Task<long> CompanyAsync(TestOrganization organization)
    {
        await using var scope = organization.Server.ScopeOf(organization.Id);
        return await scope.ServiceProvider.GetRequiredService<AppDb>().Organizations.Where(row => row.Id == organization.Id).Select(row => row.Number).SingleAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> SendAsync(TestOrganization organization, object body) =>
        (await organization.Admin.PostAsync("/api/v1/events", body)).Expect(HttpStatusCode.Accepted);

    private static async Task DeleteAsync(TestOrganization organization, long company, Guid fileId)
    {
        await SendAsync(organization, new { @event = "file_deleted", event_id = Guid.CreateVersion7(), file_id = fileId, company_id = company });
        await organization.SettleAsync();
    }

    // Where no pump runs, by hand.
    private static async Task RunAsync(TestOrganization organization, Guid jobId)
    {
        await using var scope = organization.Server.ScopeOf(organization.Id);
        var services = scope.ServiceProvider;
        var job = await services.GetRequiredService<AppDb>().Jobs.AsNoTracking().SingleAsync(row => row.Id == jobId, TestContext.Current.CancellationToken);
        var handler = services.GetRequiredKeyedService<IngestWorker.Jobs.IJobHandler>(job.Kind);
        await handler.HandleAsync(new(job, services, services.GetRequiredService<Core.Jobs.JobLeases>()), TestContext.Current.CancellationToken);
    }

    private static async Task<IReadOnlyList<JsonElement>> DocumentsAsync(TestOrganization organization) =>
        [.. (await organization.Admin.GetAsync("/api/v1/documents")).Expect(HttpStatusCode.OK).GetProperty("documents").EnumerateArray()];

    private string Write(string relative, string text)
    {
        var path = Path.Combine(fixture.Files, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return relative;
    }

    private void Link(string name, Action<string> create)
    {
        var path = Path.Combine(fixture.Files, name);
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null)
        {
            create(path);
        }
    }
}
