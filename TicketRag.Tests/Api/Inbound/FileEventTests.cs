using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Persistence;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Inbound;

/// <summary>Files that another system announces and deletes.</summary>
public sealed class FileEventTests(EventFixture fixture, ApiServers servers)
{
    private const string Text = "The quartz lever opens the tray of the printer model Zebu.";

    [Fact]
    public async Task Uploaded_file_is_indexed_under_its_senders_id()
    {
        var (organization, company) = await fixture.Server.NewCompanyAsync();
        var fileId = Guid.CreateVersion7();
        await organization.SendEventAsync(SentEvents.Uploaded(company, fileId, fixture.Write("manuals/zebu.txt", Text)));
        await organization.SettleAsync();

        var document = Assert.Single(await organization.DocumentsAsync());
        Assert.Equal((fileId, "ready", "zebu.txt", "events"), (document.GetProperty("source_id").GetGuid(), document.Text("status"), document.Text("file_name"), document.Text("source")));
        Assert.Equal(document.Id(), Assert.Single(await organization.RetrieveAsync("quartz lever")).GetProperty("document_id").GetGuid());
    }

    [Fact]
    public async Task Absolute_path_beneath_the_folder_is_read_too()
    {
        var (organization, company) = await fixture.Server.NewCompanyAsync();
        fixture.Write("absolute.txt", Text);
        await organization.SendEventAsync(SentEvents.Uploaded(company, Guid.CreateVersion7(), relative: "", absolute: Path.Combine(fixture.Files, "absolute.txt")));
        await organization.SettleAsync();

        Assert.Equal("ready", Assert.Single(await organization.DocumentsAsync()).Text("status"));
    }

    [Fact]
    public async Task File_that_is_larger_than_an_upload_may_be_is_not_read()
    {
        var (organization, company) = await fixture.Server.NewCompanyAsync();
        await organization.SendEventAsync(SentEvents.Uploaded(company, Guid.CreateVersion7(), fixture.Write("large.txt", new string('a', EventFixture.MaxFileBytes + 1))));
        await organization.SettleAsync();

        var document = Assert.Single(await organization.DocumentsAsync());
        Assert.Equal(("failed", "The file is larger than 1,000,000 bytes."), (document.Text("status"), document.Text("error_message")));
    }

    [Fact]
    public async Task Without_a_folder_the_job_fails_with_the_words_of_the_older_system()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        await organization.SendEventAsync(SentEvents.Uploaded(await organization.CompanyAsync(), Guid.CreateVersion7(), "zebu.txt"));
        await organization.SettleAsync();

        Assert.Equal("file_path not provided and RAG_FILES_BASE_PATH not set", Assert.Single(await organization.JobsAsync()).Text("error_message"));
    }

    [Fact]
    public async Task Deleted_file_takes_its_document_unless_another_has_the_same_bytes()
    {
        var (organization, company) = await fixture.Server.NewCompanyAsync();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var fileId in new[] { first, second })
        {
            await organization.SendEventAsync(SentEvents.Uploaded(company, fileId, fixture.Write($"{fileId}.txt", Text)));
            await organization.SettleAsync();
        }

        Assert.Single(await organization.DocumentsAsync());
        await DeleteAsync(organization, company, first);
        Assert.Single(await organization.RetrieveAsync("quartz lever"));
        await DeleteAsync(organization, company, second);
        Assert.Empty(await organization.DocumentsAsync());
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
        var company = await organization.CompanyAsync();
        var fileId = Guid.CreateVersion7();
        var before = await organization.SendEventAsync(SentEvents.Uploaded(company, fileId, "a.txt"));
        var deletion = await organization.SendEventAsync(new { @event = "file_deleted", event_id = Guid.CreateVersion7(), file_id = fileId, company_id = company });

        await RunAsync(organization, deletion.GetProperty("job_id").GetGuid());

        Assert.Equal("cancelled", (await organization.Admin.GetAsync($"/jobs/{before.GetProperty("job_id").GetGuid()}")).Body.Text("status"));
        var after = await organization.SendEventAsync(SentEvents.Uploaded(company, fileId, "b.txt"));
        await RunAsync(organization, deletion.GetProperty("job_id").GetGuid());
        Assert.Equal("pending", (await organization.Admin.GetAsync($"/jobs/{after.GetProperty("job_id").GetGuid()}")).Body.Text("status"));
    }

    private static async Task DeleteAsync(TestOrganization organization, long company, Guid fileId)
    {
        await organization.SendEventAsync(new { @event = "file_deleted", event_id = Guid.CreateVersion7(), file_id = fileId, company_id = company });
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
}
