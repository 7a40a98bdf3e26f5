using System.Reflection;
using Microsoft.Extensions.Options;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Maintenance;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>Reports this worker in the table of workers; when it stops, takes it out and leaves its chores to others.</summary>
internal sealed partial class WorkerPresence(
    IServiceScopeFactory scopes, JobWorkers workers, MaintenanceLeases maintenance, RunningJobs running, SchemaGate schema, IOptions<JobOptions> options, TimeProvider time,
    ILogger<WorkerPresence> logger)
    : BackgroundService
{
    private static readonly string Version = typeof(WorkerPresence).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private readonly JobWorker _self = new()
    {
        Id = running.WorkerId,
        Host = Environment.MachineName,
        ProcessId = Environment.ProcessId,
        Version = Version[..Math.Min(60, Version.Length)],
        Slots = options.Value.MaxConcurrentJobs,
        Running = 0,
        StartedAt = time.GetUtcNow(),
        SeenAt = time.GetUtcNow(),
    };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        try
        {
            using var timer = new PeriodicTimer(JobWorkers.ReportInterval, time);
            do
            {
                await TryAsync((db, token) => workers.ReportAsync(db, _self with { Running = running.All.Count }, token), stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        finally
        {
            await TryAsync(LeaveAsync, CancellationToken.None);
        }
    }

    private async Task LeaveAsync(AppDb db, CancellationToken cancellationToken)
    {
        await maintenance.ReleaseAsync(db, running.WorkerId, cancellationToken);
        await workers.LeaveAsync(db, running.WorkerId, cancellationToken);
    }

    private async Task TryAsync(Func<AppDb, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await write(scope.ServiceProvider.GetRequiredService<AppDb>(), cancellationToken);
        }
        catch (Exception exception) when (DatabaseOutage.Cause(exception) is not null)
        {
            LogNotReported(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The database does not answer; this worker could not report itself")]
    private static partial void LogNotReported(ILogger logger, Exception exception);
}
