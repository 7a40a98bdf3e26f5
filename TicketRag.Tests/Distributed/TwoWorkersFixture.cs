using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Distributed;

/// <summary>The Api and two workers outside of Development, on an empty database, with an organization of the test's own.</summary>
public sealed class TwoWorkersFixture(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly (string, string)[] Settings =
    [
        ("ASPNETCORE_ENVIRONMENT", "Production"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", ""),
        ("RAG_INDEX_ON_TICKET_CREATE", "true"),
        ("Jobs__StopGrace", "00:00:01"),
    ];

    private readonly List<ServiceProcess> _workers = [];

    public ProductDeployment Deployment { get; private set; } = null!;

    public ServiceProcess Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        Deployment = await ProductDeployment.CreateAsync(postgres, cancellation);
        Api = Deployment.StartApi(Settings);
        _workers.AddRange([Deployment.StartWorker(Settings), Deployment.StartWorker(Settings)]);
        await Api.WaitUntilUpAsync(cancellation);
        await Api.Client.BecomeAdminOfAsync("kill", cancellation);
        await BothTakeJobsAsync(cancellation);
    }

    /// <summary>The worker that runs the job now.</summary>
    public async Task<ServiceProcess> WorkerOfAsync(string job, CancellationToken cancellationToken)
    {
        var id = await Deployment.ScalarAsync<string>($"SELECT worker_id FROM jobs WHERE id = '{job}' AND state = 'running'", cancellationToken);
        return _workers.Single(worker => id.Contains($":{worker.Id}:", StringComparison.Ordinal));
    }

    /// <summary>A new one in the place of one that is gone.</summary>
    public async Task ReplaceAsync(ServiceProcess gone, CancellationToken cancellationToken)
    {
        _workers.Remove(gone);
        _workers.Add(Deployment.StartWorker(Settings));
        await BothTakeJobsAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync() => await Deployment.DisposeAsync();

    private async Task BothTakeJobsAsync(CancellationToken cancellationToken)
    {
        foreach (var worker in _workers)
        {
            await worker.WaitForOutputAsync("takes jobs", cancellationToken);
        }
    }
}
