using System.Diagnostics;
using System.Text.Json;
using TicketRag.StandIns.Ollama;
using TicketRag.StandIns.Qdrant;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Distributed;

/// <summary>Whatever is down but Postgres: what can be done is done, in time, and the answer says what was not. What waited goes on by itself.</summary>
public sealed partial class DegradationTests(DegradationFixture product) : IClassFixture<DegradationFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Bounded = TimeSpan.FromSeconds(6);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpClient Api => product.Api.Client;

    private QdrantStandIn Qdrant => product.Deployment.Qdrant;

    private OllamaStandIn Embedding => product.Deployment.Ollama;

    public async ValueTask InitializeAsync()
    {
        await WholeAsync();
        await NoJobIsOpenAsync();
    }

    public ValueTask DisposeAsync() => product.RestoreAsync();

    /// <summary>Until nothing is degraded; the answer to the question then.</summary>
    private Task<JsonElement> WholeAsync() => Eventually.GetAsync(
        () => Api.RetrieveAsync(DegradationFixture.Question, Cancellation),
        found => found.GetProperty("mode") is var mode && mode.Text("search") == "hybrid" && mode.Degraded() == "", Soon, Cancellation);

    // What another test put in may still be on its way to the index.
    private Task NoJobIsOpenAsync() => Eventually.TrueAsync(
        async () => await CountAsync("jobs WHERE state IN ('pending', 'running')") == 0, Soon, () => "jobs stay open", Cancellation);

    // The product is as well as its component that is worst.
    private Task<JsonElement> ComponentAsync(string name, string wanted) => Eventually.GetAsync(
        () => Api.GetJsonAsync("health", Cancellation),
        health => Component(health, name) == wanted && (wanted == "healthy" || health.Text("status") == wanted), Soon, Cancellation);

    private async Task AssertPointsAreChunksAsync()
    {
        var chunks = await product.Deployment.ColumnAsync<Guid>("SELECT id FROM chunks", Cancellation);
        Assert.Equal(chunks.Order(), Assert.Single(Qdrant.PointIds).Value.Order());
    }

    private Task<long> CountAsync(string of) => product.Deployment.ScalarAsync<long>($"SELECT count(*) FROM {of}", Cancellation);

    private static string Component(JsonElement health, string name) =>
        health.GetProperty("components").EnumerateArray().Single(component => component.Text("name") == name).Text("status");

    private static async Task<(T Answer, TimeSpan Took)> TimedAsync<T>(Func<Task<T>> ask)
    {
        var watch = Stopwatch.StartNew();
        return (await ask(), watch.Elapsed);
    }
}
