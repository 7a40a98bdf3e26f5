using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Persistence;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Documents;

/// <summary>How much age counts, as each organization says.</summary>
public sealed class RecencyTests(ApiServers servers)
{
    private const string Recency = "/api/v1/index/recency";
    private const string Question = "reset the quartz lever";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Organization_that_lets_age_count_finds_what_is_new_first_unless_a_request_says_otherwise()
    {
        var organization = await WithOldAndNewAsync();
        Assert.All(await organization.RetrieveAsync(Question), found => Assert.Equal(JsonValueKind.Null, Left(found).ValueKind));

        var index = (await organization.Admin.PutAsync(Recency, new { half_life_days = 30 })).Expect(HttpStatusCode.OK);

        Assert.Equal(30, index.GetProperty("recency_half_life_days").GetDouble());
        var found = await organization.RetrieveAsync(Question);
        Assert.Equal(["new", "old"], found.Select(one => one.Text("text")!.Split(' ')[^1]));
        Assert.Equal([1, 0.5], found.Select(one => Math.Round(Left(one).GetDouble(), 2)));
        var request = await organization.Admin.PostAsync("/rag/retrieve", new { query = Question, recency_half_life_days = 0 });
        Assert.All(request.Expect(HttpStatusCode.OK).GetProperty("results").EnumerateArray(), one => Assert.Equal(JsonValueKind.Null, Left(one).ValueKind));
    }

    [Fact]
    public async Task Another_organization_goes_on_as_the_installation_says_and_so_does_one_that_says_null_again()
    {
        var (organization, other) = (await WithOldAndNewAsync(), await WithOldAndNewAsync());
        (await organization.Admin.PutAsync(Recency, new { half_life_days = 30 })).Expect(HttpStatusCode.OK);

        Assert.All(await other.RetrieveAsync(Question), found => Assert.Equal(JsonValueKind.Null, Left(found).ValueKind));
        (await organization.Admin.PutAsync(Recency, new { half_life_days = (double?)null })).Expect(HttpStatusCode.OK);
        Assert.All(await organization.RetrieveAsync(Question), found => Assert.Equal(JsonValueKind.Null, Left(found).ValueKind));
    }

    [Fact]
    public async Task Reindexing_and_recency_leave_each_other_as_they_are()
    {
        var organization = await WithOldAndNewAsync();
        var before = await IndexAsync(organization);
        var aged = (await organization.Admin.PutAsync(Recency, new { half_life_days = 0.5 })).Expect(HttpStatusCode.OK);
        Assert.Equal(Cut(before), Cut(aged));

        (await organization.Admin.PostAsync("/api/v1/index/reindex", new { max_tokens = 40, overlap_tokens = 5 })).Expect(HttpStatusCode.Accepted);
        await organization.SettleAsync();
        Assert.Equal((40, 5, 0.5), (Cut(await IndexAsync(organization)).Most, Cut(await IndexAsync(organization)).Overlap, (await IndexAsync(organization)).GetProperty("recency_half_life_days").GetDouble()));

        Assert.Equal((40, 5), Cut((await organization.Admin.PutAsync(Recency, new { half_life_days = 7 })).Expect(HttpStatusCode.OK)));
    }

    [Fact]
    public async Task Question_is_answered_anew_once_age_counts()
    {
        var organization = await WithOldAndNewAsync();
        async Task<string?> AskAsync() => (await organization.Admin.PostAsync("/api/v1/queries", new { query = Question })).Expect(HttpStatusCode.Accepted).Text("job_id");
        var first = await AskAsync();
        Assert.Equal(first, await AskAsync());

        (await organization.Admin.PutAsync(Recency, new { half_life_days = 30 })).Expect(HttpStatusCode.OK);

        Assert.NotEqual(first, await AskAsync());
    }

    [Fact]
    public async Task Each_change_is_audited_and_what_changes_nothing_is_not()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        foreach (var days in new double?[] { null, 30, 30, 0.5, null })
        {
            (await organization.Admin.PutAsync(Recency, new { half_life_days = days })).Expect(HttpStatusCode.OK);
        }

        (await organization.Admin.PutAsync(Recency, new { half_life_days = -1 })).ExpectInvalid("half_life_days");

        await using var scope = organization.Server.ScopeOf(organization.Id);
        var entries = await scope.ServiceProvider.GetRequiredService<AppDb>().AuditEntries
            .Where(entry => entry.SubjectId == organization.Id.Value && entry.Action == "index.recency_changed").OrderBy(entry => entry.At).ToListAsync(Cancelled);
        Assert.Equal(
            ["""{"from_days":null,"to_days":30}""", """{"from_days":30,"to_days":0.5}""", """{"from_days":0.5,"to_days":null}"""], entries.Select(entry => entry.Details));
        Assert.All(entries, entry => Assert.Equal(("index", "first admin key"), (entry.SubjectType, entry.Actor)));
    }

    [Fact]
    public async Task Only_admins_change_it()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        (await (await organization.KeyAsync("editor")).PutAsync(Recency, new { half_life_days = 30 })).Expect(HttpStatusCode.Forbidden);
    }

    private async Task<TestOrganization> WithOldAndNewAsync()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        await organization.IngestAsync("How to reset the quartz lever: pull the red knob twice, then wait for a click. This one is old");
        await organization.IngestAsync("Whoever wants to reset a quartz lever holds the green button for ten seconds. This one is new");
        await using var scope = organization.Server.ScopeOf(organization.Id);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var longAgo = db.Now.AddYears(-20);
        var old = await db.Chunks.Where(chunk => chunk.Text.EndsWith("old")).Select(chunk => chunk.DocumentId).SingleAsync(Cancelled);
        await db.Documents.Where(document => document.Id == old).ExecuteUpdateAsync(set => set.SetProperty(document => document.UpdatedAt, longAgo), Cancelled);
        return organization;
    }

    private static async Task<JsonElement> IndexAsync(TestOrganization organization) => (await organization.Admin.GetAsync("/api/v1/index")).Expect(HttpStatusCode.OK);

    private static (int Most, int Overlap) Cut(JsonElement index) => (index.GetProperty("max_tokens").GetInt32(), index.GetProperty("overlap_tokens").GetInt32());

    private static JsonElement Left(JsonElement found) => found.GetProperty("scores").GetProperty("recency");
}
