using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using TicketRag.Core.Connections;
using TicketRag.Core.Retrieval.Qdrant;
using TicketRag.StandIns.Qdrant;

namespace TicketRag.Tests.Retrieval.Qdrant;

public sealed class QdrantRegistrationTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static async Task<HealthReportEntry> Health(QdrantProcess process) =>
        (await process.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("dependency"), Cancelled)).Entries["qdrant"];

    [Fact]
    public async Task Health_is_degraded_while_shards_are_not_ready_or_the_server_is_down()
    {
        await using var server = await QdrantStandIn.StartNewAsync();
        await using var process = new QdrantProcess(server);
        Assert.Equal(HealthStatus.Healthy, (await Health(process)).Status);

        server.IsReady = false;
        Assert.Equal(HealthStatus.Degraded, (await Health(process)).Status);

        await server.StopAsync();
        var down = await Health(process);
        Assert.Equal(HealthStatus.Degraded, down.Status);
        Assert.DoesNotContain(server.ApiKey, down.Description);
    }

    [Theory]
    [InlineData("CollectionPrefix", "with-dash")]
    [InlineData("CollectionPrefix", "")]
    [InlineData("Timeout", "00:00:00")]
    [InlineData("AverageTerms", "0")]
    [InlineData("BatchPoints", "0")]
    public async Task Bad_setting_is_refused_by_name(string setting, string value)
    {
        await using var server = await QdrantStandIn.StartNewAsync();
        await using var process = new QdrantProcess(server, null, (setting, value));
        var refusal = Assert.Throws<OptionsValidationException>(() => process.Services.GetRequiredService<IStartupValidator>().Validate());
        Assert.Contains(setting, refusal.Message);
    }

    [Fact]
    public async Task Requests_are_traced_with_their_operation_and_outcome()
    {
        await using var server = await QdrantStandIn.StartNewAsync();
        await using var process = new QdrantProcess(server);
        using var parent = new Activity(nameof(Requests_are_traced_with_their_operation_and_outcome)).Start();
        List<Activity> ended = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == QdrantRegistration.TelemetryName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == parent.TraceId)
                {
                    ended.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        await process.Client.ListAliasesAsync(Cancelled);
        server.FailNext(System.Net.HttpStatusCode.ServiceUnavailable);
        await Assert.ThrowsAsync<DependencyUnavailableException>(() => process.Client.DeleteCollectionAsync("one", Cancelled));

        Assert.Equal(["list_aliases", "delete_collection"], ended.Select(activity => activity.OperationName));
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Error], ended.Select(activity => activity.Status));
        Assert.Equal("one", ended[1].GetTagItem("db.collection.name"));
    }
}
