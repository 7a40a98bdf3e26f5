using Microsoft.Extensions.Options;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

using TicketRag.IngestWorker.Maintenance;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>
/// Gives jobs whose worker vanished to another, and nudges for what is due and nobody took (a lost nudge, a retry, a schedule). One worker's
/// does it at a time, whoever holds the maintenance lease.
/// </summary>
public sealed partial class JobRescuer(
    IServiceScopeFactory scopes,
    JobLeases leases,
    MaintenanceLeases maintenance,
    IJobNudges nudges,
    RunningJobs running,
    DeadLetters deadLetters,
    SchemaGate schema,
    IOptions<JobOptions> options,
    TimeProvider time,
    ILogger<JobRescuer> logger) : BackgroundService
{
    private const string Chore = "job-rescue";
    private const int JobsPerSet = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.PollInterval, time);
        do
        {
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception exception) when (DatabaseOutage.Cause(exception) is not null)
            {
                LogDatabaseDown(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (!await maintenance.TryHoldAsync(db, Chore, running.WorkerId, options.Value.PollInterval * 3, cancellationToken))
        {
            return;
        }

        await RescueTogetherAsync(db, cancellationToken);
        foreach (var job in await leases.ExpiredAsync(db, JobsPerSet, cancellationToken))
        {
            await RescueAsync(job, cancellationToken);
        }

        if (await leases.AnyOverdueAsync(db, options.Value.PollInterval, cancellationToken))
        {
            nudges.Send(JobPriority.High);
            nudges.Send(JobPriority.Normal);
        }
    }

    // A worker may have claimed hundreds ahead: all of them are back before a second has passed.
    private async Task RescueTogetherAsync(AppDb db, CancellationToken cancellationToken)
    {
        IReadOnlyList<RescuedJob> rescued;
        do
        {
            rescued = await leases.RescueAsync(db, JobsPerSet, options.Value.MaxInterruptions, cancellationToken);
            foreach (var priority in rescued.Select(job => job.Priority).Distinct())
            {
                nudges.Send(priority);
            }

            foreach (var (worker, count) in rescued.CountBy(job => job.WorkerId))
            {
                LogRescuedTogether(logger, count, worker);
            }
        }
        while (rescued.Count == JobsPerSet);
    }

    // Where more is to be decided: whether it may run again at all, and who is to be told if not.
    private async Task RescueAsync(Job job, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(job.OrganizationId);
        await using var write = await scope.ServiceProvider.GetRequiredService<AppDb>().BeginBackgroundWriteAsync(cancellationToken);
        if (!await leases.TakeOverAsync(write, job, cancellationToken))
        {
            return;
        }

        var done = job.CancelRequestedAt is not null
            ? await deadLetters.AddCancelledAsync(scope.ServiceProvider, write, job, "Cancelled; its worker had vanished")
            : job.Interruptions + 1 >= options.Value.MaxInterruptions
                ? await deadLetters.AddAsync(scope.ServiceProvider, write, job, $"Its worker vanished in the middle {job.Interruptions + 1} times")
                : await leases.PutBackAsync(
                    write, job, new(JobReturnReason.Vanished, TimeSpan.Zero, null, $"Its worker {job.WorkerId} vanished"), cancellationToken);
        if (done)
        {
            await write.CommitAsync(cancellationToken);
            nudges.Send(job.Priority);
            LogRescued(logger, job.Id, job.Kind, job.WorkerId, job.Interruptions + 1);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} jobs were rescued from worker {WorkerId}")]
    private static partial void LogRescuedTogether(ILogger logger, int count, string workerId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId} ({Kind}) was rescued from worker {WorkerId}, interruption {Interruptions}")]
    private static partial void LogRescued(ILogger logger, Guid jobId, string kind, string? workerId, int interruptions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer; rescuing goes on when it does")]
    private static partial void LogDatabaseDown(ILogger logger, Exception exception);
}
