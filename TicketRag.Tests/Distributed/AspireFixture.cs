using System.Net;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Distributed;

[CollectionDefinition(Name)]
public sealed class AspireCollection : ICollectionFixture<AspireFixture>
{
    public const string Name = "An Aspire run";
}

/// <summary>The product as an Aspire host runs it, on an empty database: a worker first, which has to wait, then the Api, then the second worker.</summary>
public sealed class AspireFixture(PostgresServer postgres) : IAsyncLifetime
{
    public ProductDeployment Deployment { get; private set; } = null!;

    public ServiceProcess Api { get; private set; } = null!;

    public IReadOnlyList<ServiceProcess> Workers { get; private set; } = [];

    /// <summary>Of the worker while there was no Api.</summary>
    public HttpStatusCode? EarlyWorkerHealth { get; private set; }

    public HttpStatusCode? EarlyWorkerAlive { get; private set; }

    /// <summary>Tables at that time.</summary>
    public long EarlyTables { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        Deployment = await ProductDeployment.CreateAsync(postgres, cancellation);
        var early = Deployment.StartWorker();
        await early.WaitForOutputAsync("Waiting for the Api to bring the schema up to date", cancellation);
        EarlyWorkerHealth = await Eventually.GetAsync(() => early.HealthAsync(cancellation), health => health is not null, TimeSpan.FromSeconds(30), cancellation);
        using (var alive = await early.Client.GetAsync("alive", cancellation))
        {
            EarlyWorkerAlive = alive.StatusCode;
        }

        EarlyTables = await Deployment.ScalarAsync<long>("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'", cancellation);
        Api = Deployment.StartApi();
        Workers = [early, Deployment.StartWorker()];
        await Api.WaitUntilUpAsync(cancellation);
        foreach (var worker in Workers)
        {
            await worker.WaitUntilUpAsync(cancellation);
        }

        Api.Client.DefaultRequestHeaders.Add("x-api-key", "test-key");
    }

    public async ValueTask DisposeAsync() => await Deployment.DisposeAsync();
}
