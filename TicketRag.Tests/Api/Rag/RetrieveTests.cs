using System.Net;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Rag;

public sealed class RetrieveTests(ApiServers servers)
{
    [Fact]
    public async Task Result_says_what_it_is_where_it_stands_and_which_channel_found_it()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var document = (await organization.IngestAsync("# Boiler\n\nBleed the boiler before winter.")).GetProperty("documents")[0].GetGuid();

        // A server that has only just started is still filling its index.
        var reply = await Eventually.SeeAsync(
            async () => (await organization.Admin.PostAsync("/rag/retrieve", new { query = "bleed the boiler" })).Expect(HttpStatusCode.OK),
            seen => seen.GetProperty("mode").GetProperty("degraded").GetArrayLength() == 0, TestContext.Current.CancellationToken);

        Assert.Equal(["results", "mode"], reply.EnumerateObject().Select(member => member.Name));
        var result = Assert.Single(reply.GetProperty("results").EnumerateArray());
        Assert.Subset(
            result.EnumerateObject().Select(member => member.Name).ToHashSet(),
            new HashSet<string> { "chunk_id", "document_id", "title", "source_type", "text", "score", "scores", "start", "end", "page" });
        Assert.Equal(document, result.GetProperty("document_id").GetGuid());
        Assert.Equal("text", result.Text("source_type"));
        Assert.Equal("Boiler", result.Text("title"));
        Assert.Contains("Bleed the boiler", result.Text("text"));
        var scores = result.GetProperty("scores");
        Assert.True(scores.GetProperty("dense").GetDouble() > 0);
        Assert.True(scores.GetProperty("lexical").GetDouble() > 0);
        Assert.Equal(result.GetProperty("score").GetDouble(), scores.GetProperty("fused").GetDouble());
        Assert.Equal(result.Text("text")!.Length, result.GetProperty("end").GetInt32() - result.GetProperty("start").GetInt32());
        Assert.Equal("hybrid", reply.GetProperty("mode").Text("search"));
    }

    [Fact]
    public async Task Document_is_found_once_its_job_has_ended()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var job = (await organization.Admin.PostAsync("/ingest/text/async", new { text_content = "The heronry stands on piles." })).Expect(HttpStatusCode.Accepted);
        await servers.Production.EndOfAsync(organization.Id, job.GetProperty("job_id").GetGuid());
        Assert.Single(await organization.RetrieveAsync("heronry"));
    }

    [Fact]
    public async Task Top_k_bounds_the_results_and_is_five_by_default()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var messages = Enumerable.Range(1, 8).Select(i => new { text = $"Heron number {i} stands in the pond." });
        (await organization.Admin.PostAsync("/ingest/batch?sync=true", new { messages })).Expect(HttpStatusCode.OK);

        async Task<int> CountAsync(object body) => (await organization.Admin.PostAsync("/rag/retrieve", body)).Expect(HttpStatusCode.OK).GetProperty("results").GetArrayLength();

        Assert.Equal(5, await CountAsync(new { query = "heron pond" }));
        Assert.Equal(1, await CountAsync(new { query = "heron pond", top_k = 1 }));
        Assert.Equal(8, await CountAsync(new { query = "heron pond", top_k = 100 }));
        foreach (var k in new[] { 0, -1, 101 })
        {
            Assert.Contains("top_k", (await organization.Admin.PostAsync("/rag/retrieve", new { query = "heron", top_k = k })).ExpectInvalid("top_k"));
        }
    }

    [Fact]
    public async Task Filters_by_source_type_tag_and_state()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        await organization.SolvedTicketAsync("Lantern flickers", "The lantern flickers.", "New wick for the lantern.");
        (await organization.Admin.PostAsync("/api/v1/articles", new { title = "Lantern", body = "Lantern care.", tags = new[] { "light" } })).Expect(HttpStatusCode.Created);
        await organization.IngestAsync("A lantern in the window.");
        await organization.SettleAsync();

        async Task<string[]> TypesAsync(object body) =>
            [.. (await organization.Admin.PostAsync("/rag/retrieve", body)).Expect(HttpStatusCode.OK).GetProperty("results").EnumerateArray().Select(found => found.Text("source_type")!).Distinct().Order()];

        Assert.Equal(["article", "text", "ticket"], await TypesAsync(new { query = "lantern", top_k = 20 }));
        Assert.Equal(["article", "text"], await TypesAsync(new { query = "lantern", source_types = new[] { "article", "text" } }));
        Assert.Equal(["article"], await TypesAsync(new { query = "lantern", filters = new { tags = new[] { "light" } } }));
        Assert.DoesNotContain("ticket", await TypesAsync(new { query = "lantern", filters = new { state = "unsolved" } }));
        Assert.Contains("ticket", await TypesAsync(new { query = "lantern", filters = new { state = "solved" } }));
    }

    [Fact]
    public async Task Filters_by_product_language_and_date()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        foreach (var (product, language) in new[] { ("SW-100", "en"), ("SW-200", "en"), ("SW-200", "de") })
        {
            (await organization.Admin.PostAsync("/ingest/text", new { text_content = $"Lantern of the {product}, {language}.", metadata = new { product, language } })).Expect(HttpStatusCode.OK);
        }

        async Task<int> CountAsync(object filters) =>
            (await organization.Admin.PostAsync("/api/v1/search", new { query = "lantern", filters })).Expect(HttpStatusCode.OK).GetProperty("results").GetArrayLength();

        Assert.Equal(2, await CountAsync(new { product = new[] { "sw-200" } }));
        Assert.Equal(1, await CountAsync(new { product = new[] { "SW-200" }, language = new[] { "DE" } }));
        Assert.Equal(0, await CountAsync(new { product = new[] { "SW-300" } }));
        Assert.Equal(3, await CountAsync(new { updated_after = "2026-01-01T00:00:00Z" }));
        Assert.Equal(0, await CountAsync(new { updated_before = "2020-01-01T00:00:00Z" }));
    }

    [Fact]
    public async Task Viewers_may_ask()
    {
        var viewer = await (await servers.Production.NewOrganizationAsync()).KeyAsync("viewer");

        (await viewer.PostAsync("/rag/retrieve", new { query = "anything" })).Expect(HttpStatusCode.OK);
        (await viewer.PostAsync("/rag/solution", new { title = "anything" })).Expect(HttpStatusCode.OK);
    }
}
