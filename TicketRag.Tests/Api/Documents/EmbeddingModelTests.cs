using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;
using TicketRag.StandIns.Ollama;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Documents;

/// <summary>Organizations that have other embedding models than the installation, on one Ollama server.</summary>
public sealed class EmbeddingModelTests : IAsyncLifetime
{
    private const string Installations = "nomic-embed-text:latest";
    private const string Another = "bge-m3:latest";

    private OllamaStandIn _ollama = null!;
    private ApiServer _server = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _ollama = await OllamaStandIn.StartAsync(OllamaStandInModel.Embedding(Installations), OllamaStandInModel.Embedding(Another, dimensions: 384));
        _server = ApiServer.Start("Production", new Dictionary<string, string?>
        {
            ["ConnectionStrings:embed"] = $"Endpoint={_ollama.Endpoint};Model=nomic-embed-text",
            ["Retrieval:CheckInterval"] = "00:00:00.5",
            ["Models:Ollama:BreakDuration"] = "00:00:00.5",
            ["Jobs:RetryDelay"] = "00:00:00.1",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _ollama.DisposeAsync();
    }

    [Fact]
    public async Task Organization_gets_another_model_and_no_other_organization_does()
    {
        var organization = await NewAsync("The quartz lever opens the tray.");
        var other = await NewAsync("The zircon lever closes the tray.");

        await ReindexAsync(organization, "bge-m3");

        Assert.Equal((Another, 1, 1), await IndexAsync(organization));
        await FindsByVectorAsync(organization, "quartz", Another);
        Assert.Equal(("nomic-embed-text", 1, 1), await IndexAsync(other));
        await FindsByVectorAsync(other, "zircon", "nomic-embed-text");
        Assert.Equal(0, await _server.Services.GetRequiredService<IVectorStores>().Of(model: null).CountAsync(organization.Id, Cancelled));

        var later = await organization.DocumentOfAsync("later.txt", "The topaz lever locks the tray.");
        await FindsByVectorAsync(organization, "topaz", Another);
        (await organization.Admin.DeleteAsync($"/api/v1/documents/{later.Id()}")).Expect(HttpStatusCode.OK);
        Assert.Equal((Another, 1, 1), await IndexAsync(organization));
    }

    [Fact]
    public async Task Organization_can_go_to_the_built_in_model_and_back_to_the_installations()
    {
        var organization = await NewAsync("The quartz lever opens the tray.");

        await ReindexAsync(organization, "builtin-ngram-v1");
        await FindsByVectorAsync(organization, "quartz", "builtin-ngram-v1");
        await _ollama.StopAsync();
        await FindsByVectorAsync(organization, "quartz", "builtin-ngram-v1");
        await _ollama.StartAsync();
        await ReindexAsync(organization, Installations);

        await FindsByVectorAsync(organization, "quartz", "nomic-embed-text");
        await using var scope = _server.ScopeOf(organization.Id);
        Assert.Null((await scope.ServiceProvider.GetRequiredService<AppDb>().IndexSettings.SingleAsync(Cancelled)).EmbeddingModel);
    }

    [Fact]
    public async Task Reindexing_to_a_model_that_fails_leaves_the_live_index_as_it_was_until_it_works()
    {
        var organization = await NewAsync("The quartz lever opens the tray.");
        _ollama.Models.Remove(Another);
        _ollama.Models.Add(OllamaStandInModel.Embedding(Another, dimensions: 384));
        await _ollama.StopAsync();
        var job = await EnqueueAsync(organization, Another);
        await Eventually.TrueAsync(
            async () => (await organization.Admin.GetAsync($"/jobs/{job}")).Expect(HttpStatusCode.OK).Text("error_message")?.Contains("embed", StringComparison.Ordinal) == true,
            TimeSpan.FromSeconds(60), () => "the job does not wait for the model", Cancelled);
        Assert.Equal("nomic-embed-text", (await IndexAsync(organization)).Model);
        await _ollama.StartAsync();
        await organization.SettleAsync();

        Assert.Equal("completed", (await organization.Admin.GetAsync($"/jobs/{job}")).Body.Text("status"));
        await FindsByVectorAsync(organization, "quartz", Another);
    }

    [Theory]
    [InlineData("no-such-model", "ollama pull no-such-model:latest")]
    [InlineData("builtin-other", "builtin-ngram-v1")]
    public async Task Model_that_cannot_be_had_is_refused_with_what_to_do(string model, string advice)
    {
        var organization = await _server.NewOrganizationAsync();

        var refusal = await organization.Admin.PostAsync("/api/v1/index/reindex", new { embedding_model = model });
        refusal.ExpectInvalid("embedding_model");
        Assert.Contains(advice, refusal.Text, StringComparison.Ordinal);
    }

    private async Task<TestOrganization> NewAsync(string text)
    {
        var organization = await _server.NewOrganizationAsync();
        await organization.DocumentOfAsync("guide.txt", text);
        return organization;
    }

    private static async Task ReindexAsync(TestOrganization organization, string model)
    {
        var job = await EnqueueAsync(organization, model);
        await organization.SettleAsync();
        var ended = (await organization.Admin.GetAsync($"/jobs/{job}")).Expect(HttpStatusCode.OK);
        Assert.True(ended.Text("status") == "completed", ended.ToString());
    }

    private static async Task<Guid> EnqueueAsync(TestOrganization organization, string model) =>
        (await organization.Admin.PostAsync("/api/v1/index/reindex", new { embedding_model = model })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();

    private static async Task FindsByVectorAsync(TestOrganization organization, string word, string model)
    {
        var found = (await organization.Admin.PostAsync("/rag/retrieve", new { query = $"{word} lever" })).Expect(HttpStatusCode.OK);
        Assert.Contains(word, found.GetProperty("results")[0].Text("text"), StringComparison.Ordinal);
        Assert.NotEqual(JsonValueKind.Null, found.GetProperty("results")[0].GetProperty("scores").GetProperty("dense").ValueKind);
        Assert.Equal((model, "hybrid"), (found.GetProperty("mode").Text("embedder"), found.GetProperty("mode").Text("search")));
    }

    private static async Task<(string Model, int Chunks, int Points)> IndexAsync(TestOrganization organization)
    {
        var index = (await organization.Admin.GetAsync("/api/v1/index")).Expect(HttpStatusCode.OK);
        return (index.Text("embedding_model")!, index.GetProperty("chunks").GetInt32(), index.GetProperty("points").GetInt32());
    }
}
