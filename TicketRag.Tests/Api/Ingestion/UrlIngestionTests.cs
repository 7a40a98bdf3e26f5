using System.Net;
using System.Text.Json;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Pages;

namespace TicketRag.Tests.Api.Ingestion;

public sealed class UrlIngestionTests(SiteFixture sites) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task Page_is_fetched_found_and_not_fetched_again_while_it_is_unchanged()
    {
        var organization = await sites.Server.NewOrganizationAsync();
        var answer = await EnqueueAsync(organization, "/page/kept");
        Assert.Equal(["ok", "job_id", "queued", "type", "tenant", "source", "url"], answer.EnumerateObject().Select(member => member.Name));
        await organization.SettleAsync();
        await EnqueueAsync(organization, "/page/kept#part");
        await organization.SettleAsync();

        Assert.Equal([200, 304], sites.Site.Requests.Where(request => request.Path == "/page/kept").Select(request => request.Status));
        Assert.Single(sites.Site.Requests, request => request.Path == "/robots.txt");
        Assert.All(sites.Site.Requests, request => Assert.StartsWith("TicketRag/", request.UserAgent, StringComparison.Ordinal));
        var found = Assert.Single(await organization.RetrieveAsync("where is the tray"));
        Assert.Equal(("page", "Trays of our printers"), (found.Text("source_type"), found.Text("title")));
    }

    [Fact]
    public async Task Changed_page_is_a_new_version()
    {
        var organization = await sites.Server.NewOrganizationAsync();
        await EnqueueAsync(organization, "/moved/changed");
        await organization.SettleAsync();
        sites.Site.Texts["changed"] = "The tray has moved behind the door of the machine, says the new manual.";
        await EnqueueAsync(organization, "/moved/changed");
        await organization.SettleAsync();

        var found = Assert.Single(await organization.RetrieveAsync("where is the tray"));
        Assert.Equal(2, found.GetProperty("version").GetInt32());
        Assert.Contains("behind the door", found.Text("text"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/gone", "HTTPError: 404 Not Found")]
    [InlineData("/private", "robots.txt")]
    public async Task What_the_site_refuses_fails_with_the_reason(string path, string reason)
    {
        var organization = await sites.Server.NewOrganizationAsync();
        var job = await EnqueueAsync(organization, path);
        await organization.SettleAsync();

        var ended = (await organization.Admin.GetAsync($"/ops/jobs/{job.GetProperty("job_id").GetGuid()}")).Expect(HttpStatusCode.OK);
        Assert.Equal("failed", ended.Text("status"));
        Assert.Contains(reason, ended.Text("error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Robots_txt_is_asked_before_a_redirect_is_followed()
    {
        var organization = await sites.Server.NewOrganizationAsync();
        var job = await EnqueueAsync(organization, "/astray");
        await organization.SettleAsync();

        Assert.Contains("robots.txt", (await organization.Admin.GetAsync($"/jobs/{job.GetProperty("job_id").GetGuid()}")).Body.Text("error_message"), StringComparison.Ordinal);
        Assert.Contains(sites.Site.Requests, request => request.Path == "/astray");
        Assert.DoesNotContain(sites.Site.Requests, request => request.Path == "/private");
    }

    [Fact]
    public async Task Address_that_only_the_server_can_reach_is_refused()
    {
        var organization = await sites.Server.NewOrganizationAsync();
        var job = (await organization.Admin.PostAsync("/knowledge/ingest-url-async", new { url = "http://169.254.169.254/latest/meta-data" })).Expect(HttpStatusCode.Accepted);
        await organization.SettleAsync();

        Assert.Equal("failed", (await organization.Admin.GetAsync($"/jobs/{job.GetProperty("job_id").GetGuid()}")).Expect(HttpStatusCode.OK).Text("status"));
    }

    [Theory]
    [InlineData("ftp://example.com/a")]
    [InlineData("no address")]
    [InlineData("http://user:secret@example.com/")]
    public async Task Address_that_cannot_be_fetched_is_refused_at_once(string url)
    {
        var organization = await sites.Server.NewOrganizationAsync();

        (await organization.Admin.PostAsync("/knowledge/ingest-url-async", new { url })).ExpectInvalid("url");
    }

    private async Task<JsonElement> EnqueueAsync(TestOrganization organization, string path) =>
        (await organization.Admin.PostAsync("/knowledge/ingest-url-async", new { url = new Uri(sites.Site.Address, path).ToString(), source = "web" })).Expect(HttpStatusCode.Accepted);
}
