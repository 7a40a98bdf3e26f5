using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TicketRag.Core;
using TicketRag.Core.Connections;
using TicketRag.Core.Jobs;
using TicketRag.Core.Models;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.Core.Retrieval;
using TicketRag.IngestWorker;
using TicketRag.IngestWorker.Jobs;
using TicketRag.IngestWorker.Maintenance;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Jobs;

/// <summary>A worker as the product puts it together, embedded, with a clock that the test moves and one kind of job that does what the test says.</summary>
public sealed class WorkerBench : IAsyncDisposable
{
    public const string UnknownKind = "unheard_of";

    private readonly TemporaryFolder _folder;
    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _started = [];

    private WorkerBench(TemporaryFolder folder, ServiceProvider services, ManualTimeProvider clock)
    {
        (_folder, _services, Clock) = (folder, services, clock);
        Table = new(services, span =>
        {
            clock.Advance(span);
            return Task.CompletedTask;
        });
    }

    public static OrganizationId Acme { get; } = OrganizationId.New();

    public ManualTimeProvider Clock { get; }

    public JobTable Table { get; }

    public HandlerScript Script => _services.GetRequiredService<HandlerScript>();

    public GatheredStatistics Statistics => _services.GetRequiredService<GatheredStatistics>();

    public CountedClaims Statements => _services.GetRequiredService<CountedClaims>();

    public RunningJobs Running => _services.GetRequiredService<RunningJobs>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<WorkerBench> CreateAsync(params (string Key, string Value)[] settings)
    {
        var folder = new TemporaryFolder();
        var clock = new ManualTimeProvider();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [new("Data:Folder", folder.Path), .. settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value))]).Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton<IHostApplicationLifetime, StartedHost>()
            .AddSingleton<HandlerScript>()
            .AddKeyedScoped<IJobHandler, ScriptedHandler>(JobTable.Kind)
            .AddTicketRagCore(Deployment.From(configuration))
            .AddIngestWorker()
            .AddSingleton(new CountedClaims(new SqliteJobStatements()))
            .AddSingleton<IJobStatements>(provider => provider.GetRequiredService<CountedClaims>())
            .AddSingleton<GatheredStatistics>()
            .AddSingleton<IDatabaseStatistics>(provider => provider.GetRequiredService<GatheredStatistics>())
            .BuildServiceProvider();
        await MigratedSqlite.CopyToAsync(services.GetRequiredService<SqliteFile>().Path);
        return new(folder, services, clock);
    }

    /// <summary>Starts one of the worker's background services.</summary>
    public async Task<T> StartAsync<T>()
        where T : IHostedService
    {
        var service = _services.GetServices<IHostedService>().OfType<T>().Single();
        await service.StartAsync(Cancelled);
        _started.Add(service);
        return service;
    }

    /// <summary>With a vector store that is complete, so that no job of the product's own takes a slot.</summary>
    public async Task<JobPump> StartPumpAsync()
    {
        var embedder = _services.GetRequiredService<Embedder>();
        var store = _services.GetRequiredService<IVectorStores>().Of(model: null);
        await embedder.EmbedQueryAsync("anything", Cancelled);
        await store.PrepareAsync(embedder.Space, Cancelled);
        await store.PublishAsync(Cancelled);
        await StartAsync<VectorStoreKeeper>();
        return await StartAsync<JobPump>();
    }

    public Task<Guid> EnqueueAsync(NewJob? job = null) => Table.EnqueueAsync(Acme, job);

    /// <summary>Claims the next job and runs it to whatever end this attempt has.</summary>
    public async Task<Job> RunNextAsync()
    {
        var job = await Table.ClaimOneAsync(Running.WorkerId);
        await ExecuteAsync(job);
        return await Table.ReadAsync(job.Id);
    }

    public Task ExecuteAsync(Job job) => _services.GetRequiredService<JobExecutor>().ExecuteAsync(Running.Add(job));

    /// <summary>Ends when the job is as the test wants it; where nobody makes it so, the test is cancelled.</summary>
    public async Task<Job> WhenAsync(Guid id, Func<Job, bool> isSo)
    {
        while (true)
        {
            var job = await Table.ReadAsync(id);
            if (isSo(job))
            {
                return job;
            }

            Cancelled.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public Task<Job> WhenAsync(Guid id, JobState state) => WhenAsync(id, job => job.State == state);

    /// <summary>Moves the clock on, step by step, until <paramref name="task"/> is done.</summary>
    public async Task AdvanceUntilAsync(Task task, TimeSpan step)
    {
        while (!task.IsCompleted)
        {
            Cancelled.ThrowIfCancellationRequested();
            Clock.Advance(step);
            await Task.Yield();
        }

        await task;
    }

    public async ValueTask DisposeAsync()
    {
        Script.Release();
        foreach (var service in Enumerable.Reverse(_started))
        {
            await AdvanceUntilAsync(service.StopAsync(CancellationToken.None), TimeSpan.FromSeconds(1));
        }

        await _services.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>A host that has started, and does not stop.</summary>
file sealed class StartedHost : IHostApplicationLifetime
{
    public CancellationToken ApplicationStarted => new(canceled: true);

    public CancellationToken ApplicationStopping => CancellationToken.None;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public void StopApplication()
    {
    }
}
