using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Documents;

public sealed class IndexTests(ApiServers servers)
{
    private static readonly string Long = string.Join("\n\n", Enumerable.Range(1, 12).Select(i =>
        $"Paragraph {i} tells at some length how the quartz lever number {i} opens the tray of the printer, and what has to be done when it does not."));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reindexing_cuts_every_document_anew_and_what_comes_after_it_too()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var file = await organization.DocumentOfAsync("long.txt", Long);
        var ticket = await organization.SolvedTicketAsync("Stuck", Long, "Pull it.");
        await organization.IngestAsync($"A text. {Long}");
        var before = await IndexAsync(organization);

        await EnqueueAsync(organization, "reindex", new { max_tokens = 40, overlap_tokens = 5 });
        await organization.SettleAsync();

        // The points of the old ones go once the job has ended.
        var after = await Eventually.SeeAsync(() => IndexAsync(organization), index => Number(index, "chunks") == Number(index, "points"), Cancelled);
        Assert.Equal((3, 40, 5), (Number(after, "documents"), Number(after, "max_tokens"), Number(after, "overlap_tokens")));
        Assert.True(Number(after, "chunks") > 2 * Number(before, "chunks"), $"{before} → {after}");
        Assert.Equal(2, (await organization.DocumentAsync(file.Id())).GetProperty("version").GetInt32());
        var text = (await organization.Admin.GetAsync($"/api/v1/documents/{file.Id()}/text")).Text;
        var chunks = (await organization.Admin.GetAsync($"/api/v1/documents/{file.Id()}/chunks?limit=200")).Body.GetProperty("chunks").EnumerateArray().ToList();
        Assert.All(chunks, chunk => Assert.Equal(chunk.Text("text"), text[chunk.GetProperty("start").GetInt32()..chunk.GetProperty("end").GetInt32()]));
        Assert.Contains(await organization.RetrieveAsync("quartz lever number 7"), found => found.Text("source_type") == "ticket");
        var later = await organization.DocumentOfAsync("later.txt", $"Later. {Long}");
        Assert.True(later.GetProperty("chunk_count").GetInt32() > 5);
        Assert.NotEqual(default, ticket.Id());
    }

    [Fact]
    public async Task Reindexing_that_fails_leaves_the_live_index_as_it_was()
    {
        var gate = new FailingEmbedder();
        await using var server = ApiServer.Start("Production", new Dictionary<string, string?> { ["Jobs:Kinds:reindexing:MaxAttempts"] = "1" }, gate.Replace);
        var organization = await server.NewOrganizationAsync();
        var file = await organization.DocumentOfAsync("long.txt", Long);
        var before = await IndexAsync(organization);
        gate.Fails = true;

        var job = await EnqueueAsync(organization, "reindex", new { max_tokens = 40, overlap_tokens = 5 });
        await organization.SettleAsync();

        Assert.Equal("failed", (await organization.Admin.GetAsync($"/jobs/{job}")).Body.Text("status"));
        Assert.Equal(before.ToString(), (await IndexAsync(organization)).ToString());
        Assert.Equal(1, (await organization.DocumentAsync(file.Id())).GetProperty("version").GetInt32());
        await using var scope = server.ScopeOf(organization.Id);
        Assert.Equal(0, await scope.ServiceProvider.GetRequiredService<AppDb>().StagedChunks.CountAsync(Cancelled));
        gate.Fails = false;
        Assert.NotEmpty(await organization.RetrieveAsync("quartz lever"));
    }

    [Theory]
    [InlineData(10, 0, "max_tokens")]
    [InlineData(100, 60, "overlap_tokens")]
    public async Task Settings_that_make_no_sense_are_refused(int most, int overlap, string member)
    {
        var organization = await servers.Production.NewOrganizationAsync();

        (await organization.Admin.PostAsync("/api/v1/index/reindex", new { max_tokens = most, overlap_tokens = overlap })).ExpectInvalid(member);
    }

    [Fact]
    public async Task Without_a_model_server_there_is_the_built_in_model_alone()
    {
        var organization = await servers.Production.NewOrganizationAsync();

        var refusal = (await organization.Admin.PostAsync("/api/v1/index/reindex", new { embedding_model = "nomic-embed-text" })).ExpectInvalid("embedding_model");

        Assert.Contains("builtin-ngram-v1 alone", refusal, StringComparison.Ordinal);
        (await organization.Admin.PostAsync("/api/v1/index/reindex", new { embedding_model = "builtin-ngram-v1" })).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Reconciliation_repairs_both_ways_and_spares_other_organizations()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var other = await servers.Production.NewOrganizationAsync();
        await other.DocumentOfAsync("other.txt", Long);
        var kept = await organization.DocumentOfAsync("kept.txt", "The quartz lever opens the tray.");
        await organization.DocumentOfAsync("lost.txt", "The zircon lever closes the tray.");
        var store = organization.Server.Services.GetRequiredService<IVectorStores>().Of(model: null);
        var lost = (await organization.RetrieveAsync("zircon"))[0].GetProperty("document_id").GetGuid();
        await store.DeleteDocumentAsync(organization.Id, lost, keepVersion: null, Cancelled);
        await store.UpsertAsync(organization.Id, [Stray(kept.Id(), version: 7), Stray(Guid.CreateVersion7(), version: 1)], Cancelled);

        var job = await EnqueueAsync(organization, "reconcile", new { });
        await organization.SettleAsync();

        var result = (await organization.Admin.GetAsync($"/jobs/{job}")).Expect(HttpStatusCode.OK).GetProperty("result");
        Assert.Equal((2, 1, 2, 0), (Number(result, "chunks"), Number(result, "written"), Number(result, "removed"), Number(result, "left")));
        Assert.Equal(2, await store.CountAsync(organization.Id, Cancelled));
        Assert.Contains(await organization.RetrieveAsync("zircon"), found => found.GetProperty("document_id").GetGuid() == lost);
        Assert.Equal(Number(await IndexAsync(other), "chunks"), await store.CountAsync(other.Id, Cancelled));
    }

    private static ChunkPoint Stray(Guid document, int version) => new()
    {
        ChunkId = Guid.CreateVersion7(),
        DocumentId = document,
        Version = version,
        SourceKind = SourceKind.File,
        Audience = Audience.Agents,
        UpdatedAt = DateTimeOffset.UnixEpoch,
        SearchText = "A point that no chunk is of.",
    };

    private static async Task<Guid> EnqueueAsync(TestOrganization organization, string what, object body) =>
        (await organization.Admin.PostAsync($"/api/v1/index/{what}", body)).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();

    private static async Task<JsonElement> IndexAsync(TestOrganization organization) => (await organization.Admin.GetAsync("/api/v1/index")).Expect(HttpStatusCode.OK);

    private static int Number(JsonElement element, string member) => element.GetProperty(member).GetInt32();

    /// <summary>The built-in embedder, until it is told to fail.</summary>
    private sealed class FailingEmbedder : DelegatingEmbeddingGenerator<string, Embedding<float>>
    {
        public FailingEmbedder()
            : base(new Core.Models.BuiltIn.BuiltInEmbeddingGenerator(new Core.Retrieval.Analysis.TextAnalyzer()))
        {
        }

        public bool Fails { get; set; }

        public void Replace(IServiceCollection services) => services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(this);

        public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Fails ? throw new InvalidOperationException("This embedder was told to fail.") : base.GenerateAsync(values, options, cancellationToken);
    }
}
