using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TicketRag.Core;
using TicketRag.Core.Connections;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.Benchmarks.Jobs;

/// <summary>The product's own queue and worker in this process, with default settings, and jobs that do nothing.</summary>
internal sealed class OurEngine : IAsyncDisposable
{
    public const string Kind = "no_op";

    private static readonly OrganizationId Acme = OrganizationId.New();
    private static readonly OrganizationId Globex = OrganizationId.New();

    private readonly IHost _host;
    private readonly NoOps _done;

    private OurEngine(IHost host) => (_host, _done) = (host, host.Services.GetRequiredService<NoOps>());

    public static async Task<OurEngine> CreateAsync(IReadOnlyDictionary<string, string> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings.Select(one => new KeyValuePair<string, string?>(one.Key.Replace("__", ":", StringComparison.Ordinal), one.Value)));
        builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical);
        builder.Services.AddTicketRagCore(Deployment.From(builder.Configuration)).AddIngestWorker();
        builder.Services.AddSingleton<NoOps>().AddKeyedScoped<IJobHandler, NoOpHandler>(Kind);
        var host = builder.Build();
        await host.Services.GetRequiredService<SchemaMigrator>().MigrateAsync(CancellationToken.None);
        return new(host);
    }

    /// <summary>Starts the worker and lets it do a few jobs, as the peers' processes have when they are measured.</summary>
    public async Task WarmUpAsync()
    {
        await BulkAsync(3_000, 1_000);
        await DrainAsync(3_000, () => _host.StartAsync());
    }

    public Task PauseAsync() => WithDbAsync(async db =>
    {
        await _host.Services.GetRequiredService<JobLimits>().PauseAsync(db, null, Kind, CancellationToken.None);
        return true;
    });

    public Task ResumeAsync() => WithDbAsync(async db =>
    {
        await _host.Services.GetRequiredService<JobLimits>().ResumeAsync(db, null, Kind, CancellationToken.None);
        return true;
    });

    public async Task<double> OneByOneAsync(int jobs)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < jobs; i++)
        {
            await AddAsync(Acme);
        }

        return jobs / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public async Task<double> InFlightAsync(int jobs, int width)
    {
        var left = jobs;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, width).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await AddAsync(Acme);
            }
        }));
        return jobs / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public async Task<double> BulkAsync(int jobs, int size, JobPriority priority = JobPriority.Normal)
    {
        var queue = _host.Services.GetRequiredService<JobQueue>();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < jobs; i += size)
        {
            await WithDbAsync(async db =>
            {
                await using var write = await db.BeginWriteAsync(CancellationToken.None);
                await queue.EnqueueManyAsync(
                    write, Acme, [.. Enumerable.Range(0, size).Select(_ => new NewJob(Kind, "{}") { Priority = priority })], CancellationToken.None);
                await write.CommitAsync(CancellationToken.None);
                return true;
            });
        }

        return jobs / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public Task ClearAsync() => WithDbAsync(async db =>
    {
        await db.Database.ExecuteSqlRawAsync("TRUNCATE jobs, job_attempts");
        return true;
    });

    /// <param name="atHalf">Called once, on the thread of the job that makes half of them.</param>
    public async Task<TimeSpan> DrainAsync(int jobs, Func<Task> start, Action? atHalf = null)
    {
        _done.Expect(jobs, atHalf);
        var started = Stopwatch.GetTimestamp();
        await start();
        await _done.AllAsync();
        while (await WithDbAsync(db => db.Jobs.IgnoreQueryFilters().AnyAsync(job => job.LeaseUntil != null && job.Kind == Kind)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>From before a job is put in until its handler starts.</summary>
    public async Task<Latencies> StartLatencyAsync(int jobs, TimeSpan interval, bool otherOrganization = false)
    {
        var latencies = new Latencies();
        using var timer = new PeriodicTimer(interval, TimeProvider.System);
        var waits = new List<Task<TimeSpan>>();
        for (var i = 0; i < jobs; i++)
        {
            await timer.WaitForNextTickAsync();
            waits.Add(OneAsync());
        }

        foreach (var wait in await Task.WhenAll(waits))
        {
            latencies.Add(wait);
        }

        return latencies;

        async Task<TimeSpan> OneAsync()
        {
            var started = Stopwatch.GetTimestamp();
            var id = await AddAsync(otherOrganization ? Globex : Acme);
            return Stopwatch.GetElapsedTime(started, await _done.StartOfAsync(id));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private Task<Guid> AddAsync(OrganizationId organization) =>
        _host.Services.GetRequiredService<JobGroupCommit>().EnqueueAsync(organization, new(Kind, "{}"), CancellationToken.None);

    private async Task<T> WithDbAsync<T>(Func<AppDb, Task<T>> use)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<AppDb>());
    }

    /// <summary>Counts, and notes when jobs start that somebody asks about.</summary>
    private sealed class NoOps
    {
        private readonly ConcurrentDictionary<Guid, TaskCompletionSource<long>> _starts = new();
        private TaskCompletionSource _all = new();
        private Action? _atHalf;
        private int _half;
        private int _left;

        public void Expect(int jobs, Action? atHalf) =>
            (_half, _atHalf, _left, _all) = (jobs - jobs / 2, atHalf, jobs, new(TaskCreationOptions.RunContinuationsAsynchronously));

        public Task AllAsync() => _all.Task;

        public Task<long> StartOfAsync(Guid id) => Of(id).Task;

        public void Started(Guid id)
        {
            if (_left > 0)
            {
                var left = Interlocked.Decrement(ref _left);
                if (left == _half)
                {
                    _atHalf?.Invoke();
                }

                if (left == 0)
                {
                    _all.TrySetResult();
                }

                return;
            }

            Of(id).TrySetResult(Stopwatch.GetTimestamp());
        }

        // For a job of a measured stream, while others are drained.
        public void Asked(Guid id) => Of(id).TrySetResult(Stopwatch.GetTimestamp());

        private TaskCompletionSource<long> Of(Guid id) => _starts.GetOrAdd(id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    private sealed class NoOpHandler(NoOps done) : IJobHandler
    {
        private static readonly Task<JobOutcome> Done = Task.FromResult<JobOutcome>(new JobOutcome.Completed("{}"));

        public Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
        {
            if (run.Job.OrganizationId == Globex)
            {
                done.Asked(run.Job.Id);
            }
            else
            {
                done.Started(run.Job.Id);
            }

            return Done;
        }
    }
}
