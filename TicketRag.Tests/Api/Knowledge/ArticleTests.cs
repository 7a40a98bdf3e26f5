using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Persistence;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Knowledge;

public sealed class ArticleTests(ApiServers servers)
{
    [Fact]
    public async Task Article_is_found_once_added_and_after_a_change_only_as_it_is_now()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var added = await organization.Admin.PostAsync(
            "/api/v1/articles", new { title = "Descaling", body = "# Descaling\nUse **citric acid** once a month.", tags = new[] { "care" } });
        var article = added.Expect(HttpStatusCode.Created);
        var path = $"/api/v1/articles/{article.Id()}";
        Assert.Equal(path, added.Location?.OriginalString);
        Assert.Equal("public", article.Text("audience"));
        Assert.Equal(1, article.GetProperty("number").GetInt64());
        Assert.EndsWith("Z", article.Text("created_at"));
        await organization.SettleAsync();
        Assert.Contains("citric acid", Assert.Single(await organization.RetrieveAsync("citric acid descaling")).Text("text"));

        var changed = (await organization.Admin.PatchAsync(path, new { body = "Use vinegar essence once a month." })).Expect(HttpStatusCode.OK);
        await organization.SettleAsync();

        Assert.Equal("Descaling", changed.Text("title"));
        Assert.Equal("Use vinegar essence once a month.", (await organization.Admin.GetAsync(path)).Expect(HttpStatusCode.OK).Text("body"));
        var found = Assert.Single(await organization.RetrieveAsync("citric acid descaling vinegar essence"));
        Assert.Equal("Use vinegar essence once a month.", found.Text("text"));
        Assert.Equal(2, found.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Deleted_article_is_found_no_more()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var path = $"/api/v1/articles/{(await organization.Admin.PostAsync("/api/v1/articles", new { title = "Gone", body = "The weathervane squeaks." })).Body.Id()}";
        await organization.SettleAsync();
        Assert.Single(await organization.RetrieveAsync("weathervane squeaks"));

        (await organization.Admin.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        await organization.SettleAsync();

        Assert.Empty(await organization.RetrieveAsync("weathervane squeaks"));
        (await organization.Admin.GetAsync(path)).ExpectProblem(HttpStatusCode.NotFound);
        (await organization.Admin.DeleteAsync(path)).ExpectProblem(HttpStatusCode.NotFound);
        (await organization.Admin.PatchAsync(path, new { title = "Back" })).ExpectProblem(HttpStatusCode.NotFound);
        await using var scope = organization.Server.ScopeOf(organization.Id);
        Assert.False(await scope.ServiceProvider.GetRequiredService<AppDb>().Chunks.AnyAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Article_that_is_deleted_while_it_is_indexed_does_not_come_back()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            var article = (await organization.Admin.PostAsync("/api/v1/articles", new { title = $"Brief {i}", body = "Mayfly." })).Expect(HttpStatusCode.Created);
            (await organization.Admin.DeleteAsync($"/api/v1/articles/{article.Id()}")).Expect(HttpStatusCode.NoContent);
        }));

        await Eventually.SeeAsync(
            async () => (await organization.Admin.GetAsync("/jobs/stats")).Body,
            stats => stats.GetProperty("pending").GetInt64() + stats.GetProperty("running").GetInt64() == 0,
            TestContext.Current.CancellationToken);

        Assert.Empty(await organization.RetrieveAsync("Mayfly"));
        Assert.Empty(await organization.JobsAsync("status=failed"));
    }

    [Fact]
    public async Task Article_for_agents_is_hidden_from_customers_until_it_is_made_public()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var customer = await organization.KeyAsync("viewer", "public");
        var article = (await organization.Admin.PostAsync("/api/v1/articles", new { title = "Override", body = "The override code of the lift.", audience = "agents" })).Expect(HttpStatusCode.Created);
        await organization.SettleAsync();
        Assert.Empty(await organization.RetrieveAsync("override code of the lift", customer));
        Assert.Single(await organization.RetrieveAsync("override code of the lift"));

        (await organization.Admin.PatchAsync($"/api/v1/articles/{article.Id()}", new { audience = "public" })).Expect(HttpStatusCode.OK);
        await organization.SettleAsync();

        Assert.Single(await organization.RetrieveAsync("override code of the lift", customer));
    }

    [Fact]
    public async Task Article_is_for_many_and_not_for_one()
    {
        var organization = await servers.Idle.NewOrganizationAsync();

        (await organization.Admin.PostAsync("/api/v1/articles", new { title = "t", body = "b", audience = "owner:ann@example.com" })).ExpectInvalid("audience");
    }

    [Fact]
    public async Task List_goes_page_by_page_newest_first()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        for (var i = 1; i <= 3; i++)
        {
            (await organization.Admin.PostAsync("/api/v1/articles", new { title = $"Article {i}", body = "b" })).Expect(HttpStatusCode.Created);
        }

        var first = (await organization.Admin.GetAsync("/api/v1/articles?limit=2")).Expect(HttpStatusCode.OK);
        var second = (await organization.Admin.GetAsync($"/api/v1/articles?limit=2&after={first.Text("next")}")).Expect(HttpStatusCode.OK);

        Assert.Equal(
            ["Article 3", "Article 2", "Article 1"],
            new[] { first, second }.SelectMany(page => page.GetProperty("articles").EnumerateArray()).Select(article => article.Text("title")));
        Assert.Null(second.Text("next"));
    }
}
